package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.tls.TlsSocketFactory;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.postgresql.Driver;
import org.postgresql.jdbc.PgConnection;

/// Opens connections with the options that the engine needs, and waits for a server that does not
/// answer yet.
public final class Connector {
  private static final int OLDEST_SERVER = 140000;
  private static final int LONGEST_APPLICATION_NAME = 63;
  private static final Duration PAUSE = Duration.ofMillis(250);

  /// The time within which a server closes a connection that its client has closed.
  private static final Duration CLOSING = Duration.ofSeconds(5);

  /// The properties of the driver that no user can change.
  private static final Map<String, String> ALWAYS =
      Map.of(
          "sslfactory", TlsSocketFactory.class.getName(),
          "preferQueryMode", "simple",
          "assumeMinServerVersion", "14",
          "sendBufferSize", "262144",
          "allowEncodingChanges", "true",
          "socketFactory", KeepAliveSocketFactory.class.getName(),
          "tcpKeepAlive", "true",
          "logServerErrorDetail", "false");

  /// The purpose of a session.
  private enum Purpose {
    /// Runs scripts, with the search path that the server configures.
    SCRIPTS,
    /// Runs only Lockstep's own statements.
    OURS
  }

  /// Whether the start-up packet contains options.
  private enum Start {
    WITH_OPTIONS,
    BARE
  }

  private final PostgresTarget target;
  private final RunSettings settings;
  private final ConnectFailure failures;
  private final StopSignal stop;

  public Connector(PostgresTarget target, RunSettings settings, StopSignal stop) {
    this.target = target;
    this.settings = settings;
    this.failures = new ConnectFailure(target, settings.timeouts().connect());
    this.stop = stop;
  }

  /// Opens a session for scripts.
  public PgConnection connect() {
    return connect(Purpose.SCRIPTS);
  }

  /// Opens a session for Lockstep's own statements only.
  public PgConnection connectToLook() {
    return connect(Purpose.OURS);
  }

  /// Connects while the server closes a connection that was one too many.
  PgConnection whenFree(Supplier<PgConnection> connect) {
    long end = System.nanoTime() + CLOSING.toNanos();
    while (true) {
      stop.pause(PAUSE);
      try {
        return connect.get();
      } catch (EngineException e) {
        if (!isFull(e) || System.nanoTime() > end) {
          throw e;
        }
      }
    }
  }

  /// Whether the server, the database or the role has too many connections.
  static boolean isFull(EngineException error) {
    return SqlFailures.TOO_MANY_CONNECTIONS.equals(error.failure().sqlState());
  }

  /// Retries while the server does not answer, up to the connect timeout.
  private PgConnection connect(Purpose purpose) {
    long end = System.nanoTime() + settings.timeouts().connect().toNanos();
    while (true) {
      stop.check();
      try {
        return checked(open(purpose));
      } catch (SQLException e) {
        if (!failures.isWorthWaiting(e) || System.nanoTime() > end) {
          throw failures.of(e);
        }
      }
      stop.pause(PAUSE);
    }
  }

  /// Retries without options: a pooler may reject them, an old server does not know all of them,
  /// and a role among them may not be granted. They are set again later, where an error gets its
  /// own message.
  private PgConnection open(Purpose purpose) throws SQLException {
    try {
      return open(purpose, Start.WITH_OPTIONS);
    } catch (SQLException e) {
      if (!SqlFailures.isStartRefused(e)) {
        throw e;
      }
      return open(purpose, Start.BARE);
    }
  }

  private PgConnection open(Purpose purpose, Start start) throws SQLException {
    DriverLog.turnOff();
    var connection = new Driver().connect(url(), properties(purpose, start));
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
          "the server runs PostgreSQL %s; Lockstep requires 14 or newer".formatted(found),
          "Upgrade the server");
    }
    return connection;
  }

  private String url() {
    return "jdbc:postgresql://%s/%s"
        .formatted(target.hosts(), URLEncoder.encode(target.database(), StandardCharsets.UTF_8));
  }

  private Properties properties(Purpose purpose, Start start) {
    var properties = new Properties();
    properties.putAll(target.parameters());
    properties.setProperty("user", target.user());
    if (target.password() != null) {
      properties.setProperty("password", target.password());
    }
    String methods = AuthMethods.of(target.parameters());
    if (!methods.isEmpty()) {
      properties.setProperty("requireAuth", methods);
    }
    properties.putAll(ALWAYS);
    properties.setProperty("ApplicationName", applicationName());
    properties.putIfAbsent("connectTimeout", "10");
    if (target.hosts().contains(",")) {
      // Both sessions must be on the same server, and on one that can be written.
      properties.putIfAbsent("targetServerType", "primary");
    }
    // At most the connect timeout, but not so short that a slow handshake fails.
    properties.putIfAbsent(
        "loginTimeout",
        Long.toString(Math.clamp(settings.timeouts().connect().toSeconds(), 5, 30)));
    if (start == Start.WITH_OPTIONS) {
      StartOptions options = StartOptions.of(settings);
      properties.setProperty(
          "options",
          switch (purpose) {
            case SCRIPTS -> options.text(target.session().role());
            case OURS -> options.withOwnPath().text(target.session().role());
          });
    }
    return properties;
  }

  private String applicationName() {
    String name = settings.runId().isEmpty() ? "lockstep" : "lockstep " + settings.runId();
    return name.length() > LONGEST_APPLICATION_NAME
        ? name.substring(0, LONGEST_APPLICATION_NAME)
        : name;
  }

  /// Closes a session and ignores errors.
  public static void close(PgConnection connection) {
    try {
      connection.close();
    } catch (SQLException _) {
      // The server ends the session when it detects that the connection is closed.
    }
  }
}
