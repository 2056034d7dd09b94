package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
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

/// Why no connection was made, and the way out.
///
/// @param target what was asked for
/// @param tried for how long it is tried when nobody answers
record ConnectFailure(PostgresTarget target, Duration tried) {
  /// The driver's word for what it does not agree to: no password to give, no TLS, no channel
  /// binding.
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
            "Cannot connect to %s: %s".formatted(target, reason(error)),
            hint),
        List.of(),
        null,
        error);
  }

  /// Whether the server may answer in a moment.
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
      return "the server has no TLS, and sslmode is " + target.parameters().get("sslmode");
    }
    return tls(error)
        .or(() -> network(error))
        .orElseGet(
            () ->
                SqlFailures.has(error, PROTOCOL_VIOLATION) && !SqlFailures.isFromServer(error)
                    ? "what answers there does not speak PostgreSQL's protocol"
                    : SqlFailures.sentence(error));
  }

  /// The driver's own sentences do not say what the network said.
  private static Optional<String> network(SQLException error) {
    return switch (error.getCause()) {
      case UnknownHostException unknown -> Optional.of("unknown host " + unknown.getMessage());
      case ConnectException _ -> Optional.of("nobody answers on that port (connection refused)");
      case SocketTimeoutException _ -> Optional.of("no answer");
      case NoRouteToHostException _ -> Optional.of("no route to that host");
      case null, default -> Optional.empty();
    };
  }

  /// What TLS has against it, from the innermost cause that says something.
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
          Optional.of("the server's certificate is expired: " + e.getMessage());
      case CertificateNotYetValidException e ->
          Optional.of("the server's certificate is not valid yet: " + e.getMessage());
      case CertificateException _ ->
          Optional.of("the server's certificate is not signed by the authority that was given");
      case SSLException e -> Optional.of("TLS is not agreed on: " + e.getMessage());
      default -> Optional.empty();
    };
  }

  private String hint(FailureKind kind, SQLException error) {
    return switch (kind) {
      case AUTHENTICATION_FAILED -> authentication(error);
      case DATABASE_NOT_FOUND -> "Create the database or correct its name";
      case TOO_MANY_CONNECTIONS ->
          "Close connections, or raise max_connections or the CONNECTION LIMIT of role or database; two are needed";
      case PRIVILEGE_MISSING ->
          "GRANT CONNECT ON DATABASE %s TO %s"
              .formatted(Sql.identifier(target.database()), Sql.identifier(target.user()));
      case TLS_FAILED -> tlsHint();
      case DATABASE_UNREACHABLE -> unreachable(error);
      default -> "See the server's log";
    };
  }

  private String authentication(SQLException error) {
    if (SqlFailures.has(error, REJECTED)) {
      return target.password() == null || target.password().isEmpty()
          ? "Give a password: --password-file, the Secret's key password or PGPASSWORD"
          : "Channel binding needs TLS and SCRAM: set sslmode=require or stronger, or channel_binding=prefer";
    }
    return SqlFailures.has(error, NOT_AUTHORIZED)
        ? "The user needs LOGIN and a line in pg_hba.conf for this database, address and kind of connection; where that wants a client certificate, give one (--tls-cert, --tls-key)"
        : "Check user and password, and that it is not expired (VALID UNTIL)";
  }

  private String tlsHint() {
    return target.parameters().containsKey("sslcert")
        ? "Correct CA, client certificate, key or host name (--tls-*, spec.database.tls), or the server; one that ends the handshake has not taken the client's certificate"
        : "Correct CA or host name (--tls-mode, --tls-ca, spec.database.tls), or the server";
  }

  private String unreachable(SQLException error) {
    if (SqlFailures.has(error, NOT_ACCEPTING)) {
      String fromServer = SqlFailures.hint(error);
      return fromServer != null
          ? fromServer
          : "ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(Sql.identifier(target.database()));
    }
    if (SqlFailures.has(error, PROTOCOL_VIOLATION)) {
      return "Check host and port";
    }
    if (target.hosts().contains(",")) {
      return "One of the servers must answer and be the primary; it was tried for "
          + DurationText.format(tried);
    }
    return "Check host, port and network policy; it was tried for " + DurationText.format(tried);
  }
}
