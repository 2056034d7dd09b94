package dev.lockstep.runner.connection;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.Dialect;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.engine.postgres.session.SecretMask;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.Given;
import dev.lockstep.runner.options.Origin;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.schema.EngineException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The options that select a database, for every command that needs one.
public final class DatabaseOptions {
  private @Nullable String url;
  private @Nullable String dbname;
  private @Nullable String user;
  private @Nullable Path userFile;
  private @Nullable Path passwordFile;
  private @Nullable Path secretFolder;
  private Map<String, String> secretKeys = Map.of();
  private final RunOptions runOptions = new RunOptions();
  private final SettingOptions settingOptions = new SettingOptions();
  private final TlsOptions tlsOptions = new TlsOptions();

  private final Dialects dialects;
  private @Nullable PostgresTarget known;

  /// Creates the options of a command.
  public DatabaseOptions(Dialects dialects) {
    this.dialects = dialects;
  }

  /// The dialect of the URL.
  public Dialect dialect() {
    return dialects.of(url).dialect();
  }

  /// The database that options and environment name together, without a connection yet.
  public Database open(Map<String, String> environment, OfferedDialect.Opening opening) {
    return dialects.of(url).open(this, environment, opening);
  }

  /// The URL as given, for a dialect that uses no other option.
  public Optional<String> url() {
    return Optional.ofNullable(url);
  }

  public void addTo(CommandModel command) {
    addServer(command);
    tlsOptions.addTo(command);
    runOptions.addWorkTo(command);
    settingOptions.addTo(command);
    runOptions.addTimeoutsTo(command);
  }

  private void addServer(CommandModel command) {
    command.option(
        "--url",
        "URL",
        String.class,
        value -> url = value,
        "The URL of the database, without a password: jdbc:postgresql://host:5432/name or postgresql://host:5432/name.");
    command.option(
        "--dbname",
        "NAME",
        String.class,
        value -> dbname = value,
        "The database name; overrides the URL and the Secret.");
    addUser(command);
  }

  private void addUser(CommandModel command) {
    command.option("--user", "NAME", String.class, value -> user = value, "The database user.");
    command.option(
        "--user-file",
        "FILE",
        Path.class,
        value -> userFile = value,
        "A file with the name of the database user.");
    command.option(
        "--password-file",
        "FILE",
        Path.class,
        value -> passwordFile = value,
        "A file with the password.");
    command.option(
        "--database-secret",
        "DIR",
        Path.class,
        value -> secretFolder = value,
        "A folder with one file per key of a Secret.");
    command.pairs(
        "--secret-key",
        "ROLE=KEY",
        value -> secretKeys = value,
        "Which key of the Secret holds the uri, jdbc-uri, host, port, dbname, username or password.");
  }

  /// The schema that holds the history.
  public String schema() {
    return runOptions.schema();
  }

  /// The settings of a run.
  public RunSettings settings() {
    return runOptions.settings();
  }

  /// The settings for a caller that retries failed connections itself.
  public RunSettings impatient() {
    return runOptions.impatient();
  }

  /// Whether a database is given.
  public boolean given(Map<String, String> environment) {
    return url != null || secretFolder != null || environment.containsKey("PGHOST");
  }

  /// The target. Options take precedence over the Secret, and the Secret over the environment.
  PostgresTarget target(Map<String, String> environment) {
    return target(environment, ProgressListener.NONE);
  }

  /// The target. Ignored parameters are reported once.
  ///
  /// @param listener receives ignored parameters, and warnings about files that others can read
  PostgresTarget target(Map<String, String> environment, ProgressListener listener) {
    PostgresTarget target = known;
    if (target == null) {
      target = read(environment, listener);
      known = target;
    }
    return target;
  }

  private PostgresTarget read(Map<String, String> environment, ProgressListener listener) {
    if (secretFolder == null && !secretKeys.isEmpty()) {
      throw new UsageException("--secret-key needs --database-secret");
    }
    DatabaseSecret secret = secretFolder == null ? null : new DatabaseSecret(secretFolder, roles());
    ConnectionParts parts =
        secret == null
            ? new PsqlVariables(environment).complete(fromOptions(), url == null)
            : fromOptions().or(secret.read());
    Given name = require(parts.user(), secret, SecretRole.USERNAME, "--user");
    Given hosts = require(parts.hosts(), secret, SecretRole.HOST, "--url");
    Given database = require(parts.database(), secret, SecretRole.DBNAME, "--url");
    UrlParameters parameters = parts.parameters().told(listener);
    var access = new FileAccess(listener);
    if (passwordFile != null) {
      access.warnOf(passwordFile);
    }
    tlsOptions.warnOfKey(access);
    if (parameters.schema() != null) {
      parameters.schema().require(runOptions.schema());
    }
    return new PostgresTarget(
        new HostList(hosts, parts.ports()).withPorts(),
        database.text(),
        name.text(),
        parts.password() == null ? access.ofPsqlFile(environment) : parts.password(),
        settingOptions.options(),
        tlsOptions.over(parameters.values()),
        new SecretMask(
            database.secretWords(), hosts.secretWords(), name.secretWords(), parameters.files()));
  }

  private ConnectionParts fromOptions() {
    ConnectionParts fromUrl =
        url == null ? ConnectionParts.NOTHING : new ConnectionUrl(Origin.open("--url")).parse(url);
    if (fromUrl.password() != null || fromUrl.parameters().driver().containsKey("sslpassword")) {
      throw new UsageException(
          "--url contains a password, which other users of this machine can read: use --password-file");
    }
    if (user != null && userFile != null) {
      throw new UsageException("--user and --user-file cannot be combined");
    }
    Given name =
        userFile == null
            ? Given.of(user, Origin.open("--user"))
            : new Given(SecretFile.require(userFile), SecretFile.origin(userFile));
    String password = passwordFile == null ? null : SecretFile.require(passwordFile);
    Given base = Given.of(dbname, Origin.open("--dbname"));
    return new ConnectionParts(null, null, base, name, password, UrlParameters.NONE).or(fromUrl);
  }

  private static Given require(
      @Nullable Given value, @Nullable DatabaseSecret secret, SecretRole role, String option)
      throws EngineException {
    if (value != null && value.text().contains("://")) {
      throw value
          .origin()
          .wrong("expected a %s but found a URL: pass the URL as the URL".formatted(role.option()));
    }
    if (value != null) {
      return value;
    }
    if (secret != null) {
      throw secret.missing(role);
    }
    throw new UsageException(
        "the database's %s is missing: set %s, --database-secret or the PG* variables"
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
                                "--secret-key %s=%s: the role must be uri, jdbc-uri, host, port, dbname, username or password"
                                    .formatted(role, key))),
                key));
    return roles;
  }
}
