package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureClass;
import dev.lockstep.schema.FailureKind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;

/// Opens connections the way the engine needs them, and waits for a server that does not answer
/// yet.
final class Connector {
  private static final int OLDEST_SERVER = 140000;
  private static final int LONGEST_APPLICATION_NAME = 63;
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final PostgresTarget target;
  private final PostgresSettings settings;
  private final StopSignal stop;

  Connector(PostgresTarget target, PostgresSettings settings, StopSignal stop) {
    this.target = target;
    this.settings = settings;
    this.stop = stop;
  }

  /// Connects, trying again while the server does not answer, for as long as the settings say.
  PgConnection connect() {
    long end = System.nanoTime() + settings.timeouts().connect().toNanos();
    while (true) {
      stop.check();
      try {
        return checked(open());
      } catch (SQLException e) {
        FailureKind kind = SqlFailures.whenConnecting(e);
        if (kind != FailureKind.DATABASE_UNREACHABLE || System.nanoTime() > end) {
          throw new EngineException(failure(kind, e), List.of(), null, e);
        }
      }
      stop.pause(PAUSE);
    }
  }

  private PgConnection open() throws SQLException {
    var connection = new Driver().connect(url(), properties());
    if (connection == null) {
      throw new IllegalStateException("the driver does not take its own URL");
    }
    return (PgConnection) connection;
  }

  private static PgConnection checked(PgConnection connection) throws SQLException {
    int version = connection.getQueryExecutor().getServerVersionNum();
    if (version < OLDEST_SERVER) {
      String found = connection.getDBVersionNumber();
      connection.close();
      throw new EngineException(
          FailureKind.SERVER_UNSUPPORTED,
          "The server is PostgreSQL %s; Lockstep works with 14 and newer".formatted(found),
          "Upgrade the server");
    }
    return connection;
  }

  private String url() {
    return "jdbc:postgresql://%s/%s"
        .formatted(target.hosts(), URLEncoder.encode(target.database(), StandardCharsets.UTF_8));
  }

  private Properties properties() {
    var properties = new Properties();
    properties.putAll(target.parameters());
    properties.setProperty("user", target.user());
    if (target.password() != null) {
      properties.setProperty("password", target.password());
    }
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("ApplicationName", applicationName());
    properties.setProperty("sendBufferSize", "262144");
    properties.setProperty("allowEncodingChanges", "true");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    properties.putIfAbsent("connectTimeout", "10");
    if (target.hosts().contains(",")) {
      // Both sessions must be on the same server, and on one that can be written.
      properties.putIfAbsent("targetServerType", "primary");
    }
    // Never longer than the wait that the user has set, and not so short that a slow handshake
    // fails.
    properties.putIfAbsent(
        "loginTimeout",
        Long.toString(Math.clamp(settings.timeouts().connect().toSeconds(), 5, 30)));
    properties.setProperty("options", options());
    return properties;
  }

  private String applicationName() {
    String name = settings.runId().isEmpty() ? "lockstep" : "lockstep " + settings.runId();
    return name.length() > LONGEST_APPLICATION_NAME
        ? name.substring(0, LONGEST_APPLICATION_NAME)
        : name;
  }

  /// What is in the start-up options survives DISCARD ALL.
  private String options() {
    var options =
        new StringBuilder("-c lock_timeout=")
            .append(milliseconds(settings.timeouts().lock()))
            .append(" -c client_connection_check_interval=1000")
            .append(" -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5")
            .append(" -c tcp_keepalives_count=3");
    if (settings.timeouts().statement().isPositive()) {
      options
          .append(" -c statement_timeout=")
          .append(milliseconds(settings.timeouts().statement()));
    }
    return options.toString();
  }

  /// Never the zero that stands for no limit, unless it is one.
  private static long milliseconds(Duration timeout) {
    return timeout.isZero() ? 0 : Math.max(1, timeout.toMillis());
  }

  private Failure failure(FailureKind kind, SQLException error) {
    return new Failure(
        kind,
        kind.failureClass(),
        null,
        null,
        null,
        error.getSQLState(),
        "Cannot connect to %s: %s".formatted(target, reason(error)),
        hint(kind));
  }

  /// The driver's own sentences do not say what the network said.
  private static String reason(SQLException error) {
    return switch (error.getCause()) {
      case UnknownHostException unknown -> "unknown host " + unknown.getMessage();
      case ConnectException _ -> "nobody answers on that port (connection refused)";
      case SocketTimeoutException _ -> "no answer";
      case NoRouteToHostException _ -> "no route to that host";
      case null, default -> SqlFailures.sentence(error);
    };
  }

  private String hint(FailureKind kind) {
    return switch (kind) {
      case AUTHENTICATION_FAILED -> "Check user and password";
      case DATABASE_NOT_FOUND -> "Create the database or correct its name";
      case TOO_MANY_CONNECTIONS -> "Close connections or raise max_connections; two are needed";
      case PRIVILEGE_MISSING -> "GRANT CONNECT ON DATABASE to the user";
      default ->
          kind.failureClass() == FailureClass.ENVIRONMENT
              ? "Check host, port and network policy; it was tried for %s"
                  .formatted(DurationText.format(settings.timeouts().connect()))
              : "See the server's log";
    };
  }
}
