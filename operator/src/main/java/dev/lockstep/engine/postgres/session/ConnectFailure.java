package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.postgres.tls.TlsException;
import dev.lockstep.engine.postgres.tls.TlsProbe;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/// Describes why a connection failed and how to fix it.
///
/// @param target the database to which the connection was requested
/// @param tried for how long a server that does not answer is retried
record ConnectFailure(PostgresTarget target, Duration tried) {
  /// The driver's code for what it rejects: a missing password, TLS or channel binding.
  private static final String REJECTED = "08004";

  private static final String PROTOCOL_VIOLATION = "08P01";
  private static final String NOT_ACCEPTING = "55000";
  private static final String NOT_AUTHORIZED = "28000";
  private static final Set<String> ENCRYPTED = Set.of("require", "verify-ca", "verify-full");

  EngineException of(SQLException error) {
    FailureKind kind = kind(error);
    String hint = hint(kind, error);
    return new EngineException(
        Failure.ofServer(
            kind,
            error.getSQLState(),
            "cannot connect to %s: %s".formatted(target, target.masked(reason(error))),
            hint),
        List.of(),
        null,
        error);
  }

  /// Whether the server may become available soon.
  boolean isWorthWaiting(SQLException error) {
    return kind(error) == FailureKind.DATABASE_UNREACHABLE
        && !SqlFailures.has(error, PROTOCOL_VIOLATION)
        && !SqlFailures.has(error, NOT_ACCEPTING);
  }

  private FailureKind kind(SQLException error) {
    if (tls(error).isPresent() || hasNoTls(error)) {
      return FailureKind.TLS_FAILED;
    }
    return SqlFailures.whenConnecting(error);
  }

  private boolean hasNoTls(SQLException error) {
    return SqlFailures.has(error, REJECTED)
        && ENCRYPTED.contains(target.parameters().getOrDefault("sslmode", ""))
        && TlsProbe.isRefusedBy(target.hosts());
  }

  private String reason(SQLException error) {
    if (hasNoTls(error)) {
      return "the server does not support TLS, but sslmode is "
          + target.parameters().get("sslmode");
    }
    if (SqlFailures.has(error, REJECTED) && isLimited()) {
      return "the server requests an authentication method that is not allowed (require_auth is %s) or not supported"
          .formatted(AuthMethods.of(target.parameters()));
    }
    return tls(error)
        .or(() -> network(error))
        .orElseGet(
            () ->
                SqlFailures.has(error, PROTOCOL_VIOLATION) && !SqlFailures.isFromServer(error)
                    ? "the server does not use the PostgreSQL protocol"
                    : ServerText.of(error).whole());
  }

  /// Whether the driver may have rejected the authentication method that the server requested.
  private boolean isLimited() {
    return !AuthMethods.of(target.parameters()).isEmpty()
        && target.password() != null
        && !target.password().isEmpty()
        && !target.parameters().getOrDefault("channelBinding", "").equals("require");
  }

  /// The reason for a network error, which the driver's message does not contain.
  private Optional<String> network(SQLException error) {
    return switch (error.getCause()) {
      case UnknownHostException unknown -> Optional.of(unknown(unknown));
      case ConnectException _ ->
          Optional.of("connection refused: no server is listening on that port");
      case SocketTimeoutException _ -> Optional.of("no answer");
      case NoRouteToHostException _ -> Optional.of("no route to host");
      case null, default -> Optional.empty();
    };
  }

  private String unknown(UnknownHostException error) {
    return target.secrets().hosts() == null ? "unknown host " + error.getMessage() : "unknown host";
  }

  /// The reason for a TLS error, from the innermost cause that has one.
  private static Optional<String> tls(SQLException error) {
    Optional<String> found = Optional.empty();
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof TlsException ours) {
        return Optional.ofNullable(ours.getMessage());
      }
      Optional<String> words = tlsWords(cause);
      found = words.isPresent() ? words : found;
    }
    return found;
  }

  private static Optional<String> tlsWords(Throwable cause) {
    return switch (cause) {
      case CertificateExpiredException e ->
          Optional.of("the server's certificate has expired: " + e.getMessage());
      case CertificateNotYetValidException e ->
          Optional.of("the server's certificate is not valid yet: " + e.getMessage());
      case CertificateException _ ->
          Optional.of("the server's certificate is not signed by the given CA");
      case SSLException e -> Optional.of("TLS negotiation failed: " + e.getMessage());
      default -> Optional.empty();
    };
  }

  private String hint(FailureKind kind, SQLException error) {
    return switch (kind) {
      case AUTHENTICATION_FAILED -> authentication(error);
      case DATABASE_NOT_FOUND -> "Create the database or correct its name";
      case TOO_MANY_CONNECTIONS ->
          "Close connections, or raise max_connections or the CONNECTION LIMIT of the role or database; a run needs two connections";
      case PRIVILEGE_MISSING ->
          "GRANT CONNECT ON DATABASE %s TO %s".formatted(target.named(), target.grantee());
      case TLS_FAILED -> tlsHint();
      case DATABASE_UNREACHABLE -> unreachable(error);
      default -> "See the server's log";
    };
  }

  private String authentication(SQLException error) {
    if (SqlFailures.has(error, REJECTED)) {
      return rejected();
    }
    return SqlFailures.has(error, NOT_AUTHORIZED)
        ? "The user needs LOGIN and a line in pg_hba.conf for this database, address and connection type; if that line requires a client certificate, set %s and %s"
            .formatted(Setting.TLS_CERT.option(), Setting.TLS_KEY.option())
        : "Check the user and password, and that the password has not expired (VALID UNTIL)";
  }

  private String rejected() {
    if (target.password() == null || target.password().isEmpty()) {
      return "Set a password: " + Setting.PASSWORD;
    }
    if (target.parameters().getOrDefault("channelBinding", "").equals("require")) {
      return "Channel binding needs TLS and SCRAM: set sslmode=require or stronger, or channel_binding=prefer";
    }
    return target.parameters().containsKey("requireAuth")
        ? "Configure an allowed method on the server (pg_hba.conf), or allow another one: %s (%s, require_auth in a URL)"
            .formatted(Setting.REQUIRE_AUTH.option(), Setting.REQUIRE_AUTH.field())
        : "A clear-text password is not sent to an unverified server. Set %s verify-full and %s (%s), use scram-sha-256 in pg_hba.conf, or allow it: %s"
            .formatted(
                Setting.TLS_MODE.option(),
                Setting.TLS_CA.option(),
                Setting.TLS.field(),
                Setting.REQUIRE_AUTH.with("password"));
  }

  private String tlsHint() {
    return target.parameters().containsKey("sslcert")
        ? "Correct the CA, client certificate, key or host name (%s, %s), or the server; a server that ends the handshake has rejected the client certificate"
            .formatted(Setting.TLS.option(), Setting.TLS.field())
        : "Correct the CA or host name (%s, %s, %s), or the server"
            .formatted(Setting.TLS_MODE.option(), Setting.TLS_CA.option(), Setting.TLS.field());
  }

  private String unreachable(SQLException error) {
    if (SqlFailures.has(error, NOT_ACCEPTING)) {
      String fromServer = ServerText.hint(error);
      return fromServer != null
          ? target.masked(fromServer)
          : "ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(target.named());
    }
    if (SqlFailures.has(error, PROTOCOL_VIOLATION)) {
      return "Check the host and port";
    }
    if (target.hosts().contains(",")) {
      return "One of the servers must respond and be the primary; gave up after "
          + DurationText.format(tried);
    }
    return "Check the host, port and network policy; gave up after " + DurationText.format(tried);
  }
}
