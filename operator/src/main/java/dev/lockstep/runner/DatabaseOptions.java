package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.postgres.PostgresSettings;
import dev.lockstep.engine.postgres.PostgresTarget;
import dev.lockstep.engine.postgres.PostgresTimeouts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which database, as options of every command that needs one.
final class DatabaseOptions {
  /// PostgreSQL cuts longer names off, and then they are not found.
  private static final int LONGEST_NAME = 63;

  private @Nullable String url;
  private @Nullable String dbname;
  private @Nullable String user;
  private @Nullable Path userFile;
  private @Nullable Path passwordFile;
  private @Nullable Path secretFolder;
  private Map<String, String> secretKeys = Map.of();
  private String schema = "public";
  private Duration connectTimeout = Duration.ofSeconds(60);
  private Duration lockTimeout = Duration.ofSeconds(5);
  private Duration lockRetryTimeout = Duration.ofMinutes(1);
  private Duration concurrentLockTimeout = Duration.ZERO;
  private Duration statementTimeout = Duration.ZERO;
  private Duration advisoryLockTimeout = Duration.ofMinutes(10);
  private String runId = "";
  private @Nullable String retry;
  private final SettingOptions settingOptions = new SettingOptions();
  private final TlsOptions tlsOptions = new TlsOptions();

  void addTo(CommandModel command) {
    addServer(command);
    tlsOptions.addTo(command);
    addWork(command);
    settingOptions.addTo(command);
    addTimeouts(command);
  }

  private void addServer(CommandModel command) {
    command.option(
        "--url",
        "URL",
        String.class,
        value -> url = value,
        "jdbc:postgresql://host:5432/name or postgresql://host:5432/name, without a password.");
    command.option(
        "--dbname",
        "NAME",
        String.class,
        value -> dbname = value,
        "The database, where another is meant than the URL or the Secret says.");
    command.option("--user", "NAME", String.class, value -> user = value, "The database user.");
    command.option(
        "--user-file",
        "FILE",
        Path.class,
        value -> userFile = value,
        "A file that holds the name of the database user.");
    command.option(
        "--password-file",
        "FILE",
        Path.class,
        value -> passwordFile = value,
        "A file that holds the password.");
    command.option(
        "--database-secret",
        "DIR",
        Path.class,
        value -> secretFolder = value,
        "A folder with one file for each key of a Secret.");
    command.pairs(
        "--secret-key",
        "ROLE=KEY",
        value -> secretKeys = value,
        "The key of the Secret that holds the uri, jdbc-uri, host, port, dbname, username or password.");
  }

  private void addWork(CommandModel command) {
    command.option(
        "--schema",
        "NAME",
        String.class,
        "public",
        value -> schema = value,
        "Where the history is, and the head of the search path (default: ${DEFAULT-VALUE}).");
    command.option(
        "--run-id",
        "ID",
        String.class,
        "",
        value -> runId = value,
        "Names this run in the history and in pg_stat_activity.");
    command.option(
        "--retry-value",
        "VALUE",
        String.class,
        value -> retry = value,
        "The retry that asked for this run, for the audit in migration_attempts.");
  }

  private void addTimeouts(CommandModel command) {
    command.time(
        "--connect-timeout",
        "60s",
        value -> connectTimeout = value,
        "How long to wait for a database that does not answer (default: ${DEFAULT-VALUE}).");
    command.time(
        "--lock-timeout",
        "5s",
        value -> lockTimeout = value,
        "The scripts' lock_timeout (default: ${DEFAULT-VALUE}).");
    command.time(
        "--lock-retry-timeout",
        "1m",
        value -> lockRetryTimeout = value,
        "For how long a script that was not given a lock is tried again (default: ${DEFAULT-VALUE}; 0s: not at all).");
    command.time(
        "--concurrent-lock-timeout",
        "0s",
        value -> concurrentLockTimeout = value,
        "The lock_timeout of CREATE INDEX CONCURRENTLY and its like (default: ${DEFAULT-VALUE}, no limit).");
    command.time(
        "--statement-timeout",
        "0s",
        value -> statementTimeout = value,
        "The scripts' statement_timeout (default: ${DEFAULT-VALUE}, no limit).");
    command.time(
        "--advisory-lock-timeout",
        "10m",
        value -> advisoryLockTimeout = value,
        "How long to wait for another run (default: ${DEFAULT-VALUE}).");
  }

  PostgresSettings settings() {
    int bytes = schema.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > LONGEST_NAME) {
      throw new UsageException(
          "--schema: a schema's name has 1 to %d bytes, this one has %d"
              .formatted(LONGEST_NAME, bytes));
    }
    if (schema.startsWith("pg_") || schema.equals("information_schema")) {
      throw new UsageException(
          "--schema: %s is PostgreSQL's own, as all that begin with pg_ are: name another schema"
              .formatted(schema));
    }
    return new PostgresSettings(
        schema,
        runId,
        retry,
        new PostgresTimeouts(
            connectTimeout,
            lockTimeout,
            lockRetryTimeout,
            concurrentLockTimeout,
            statementTimeout,
            advisoryLockTimeout));
  }

  /// The same for who tries again by himself.
  PostgresSettings impatient() {
    PostgresSettings patient = settings();
    PostgresTimeouts times = patient.timeouts();
    return new PostgresSettings(
        patient.schema(),
        patient.runId(),
        patient.retry(),
        new PostgresTimeouts(
            Duration.ZERO,
            times.lock(),
            times.lockRetry(),
            times.concurrentLock(),
            times.statement(),
            times.advisoryLock()));
  }

  String schema() {
    return schema;
  }

  /// Whether a database is named at all.
  boolean given(Map<String, String> environment) {
    return url != null || secretFolder != null || environment.containsKey("PGHOST");
  }

  /// Options come before the Secret, and the Secret before the environment.
  PostgresTarget target(Map<String, String> environment) {
    if (secretFolder == null && !secretKeys.isEmpty()) {
      throw new UsageException("--secret-key names a key of a Secret: give --database-secret, too");
    }
    DatabaseSecret secret = secretFolder == null ? null : new DatabaseSecret(secretFolder, roles());
    ConnectionParts parts = fromOptions();
    parts = parts.or(secret == null ? fromEnvironment(environment) : secret.read());
    String name = require(parts.user(), secret, SecretRole.USERNAME, "--user");
    return new PostgresTarget(
        HostList.withPorts(require(parts.hosts(), secret, SecretRole.HOST, "--url")),
        require(parts.database(), secret, SecretRole.DBNAME, "--url"),
        name,
        parts.password(),
        settingOptions.options(),
        tlsOptions.over(parts.parameters()));
  }

  private ConnectionParts fromOptions() {
    ConnectionParts fromUrl =
        url == null ? ConnectionParts.NOTHING : new ConnectionUrl("--url").parse(url);
    if (fromUrl.password() != null) {
      throw new UsageException(
          "--url holds a password, which others on this machine can read: use --password-file");
    }
    if (user != null && userFile != null) {
      throw new UsageException("--user and --user-file exclude each other");
    }
    String name = userFile == null ? user : SecretFile.require(userFile);
    String password = passwordFile == null ? null : SecretFile.require(passwordFile);
    return new ConnectionParts(null, dbname, name, password, Map.of()).or(fromUrl);
  }

  private static ConnectionParts fromEnvironment(Map<String, String> environment) {
    String host = environment.get("PGHOST");
    String port = environment.get("PGPORT");
    String user = environment.get("PGUSER");
    var parameters = new LinkedHashMap<String, String>();
    Map.of(
            "PGSSLMODE",
            "sslmode",
            "PGSSLROOTCERT",
            "sslrootcert",
            "PGSSLCERT",
            "sslcert",
            "PGSSLKEY",
            "sslkey",
            "PGCHANNELBINDING",
            "channelBinding")
        .forEach(
            (variable, parameter) -> {
              String value = environment.get(variable);
              if (value != null) {
                parameters.put(parameter, value);
              }
            });
    return new ConnectionParts(
        host == null || port == null ? host : host + ":" + port,
        environment.getOrDefault("PGDATABASE", user),
        user,
        environment.get("PGPASSWORD"),
        parameters);
  }

  private static String require(
      @Nullable String value, @Nullable DatabaseSecret secret, SecretRole role, String option)
      throws EngineException {
    if (value != null && !value.isEmpty()) {
      return value;
    }
    if (secret != null) {
      throw secret.missing(role);
    }
    throw new UsageException(
        "the database's %s is not given: use %s, --database-secret or the PG* variables"
            .formatted(role.option(), option));
  }

  private Map<SecretRole, String> roles() {
    var roles = new EnumMap<SecretRole, String>(SecretRole.class);
    secretKeys.forEach(
        (role, key) ->
            roles.put(
                SecretRole.of(role)
                    .orElseThrow(
                        () ->
                            new UsageException(
                                "--secret-key %s=%s: the role is none of uri, jdbc-uri, host, port, dbname, username, password"
                                    .formatted(role, key))),
                key));
    return roles;
  }
}
