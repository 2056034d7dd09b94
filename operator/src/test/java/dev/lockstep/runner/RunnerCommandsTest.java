package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.runner.check.CheckCommand;
import dev.lockstep.runner.command.DatabaseCommand;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.migrate.MigrateCommand;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.status.HistoryCommand;
import dev.lockstep.runner.status.StatusCommand;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@ExtendWith(PostgresExtension.class)
final class RunnerCommandsTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  RunnerCommandsTest(PostgresServer server, @TempDir Path folder) {
    this.database = server.createDatabase();
    this.folder = folder;
    this.scripts = ScriptFolder.in(folder);
  }

  @Test
  void checkSaysPendingThenInStepAndCreatesNothing() throws IOException {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    int before = run("check");
    JsonNode report = termination();
    assertThat(database.value("SELECT to_regclass('migration_history')")).isNull();
    run("migrate");
    int after = run("check");

    assertThat(before).isEqualTo(3);
    assertThat(report.path("databaseRead").asBoolean()).isTrue();
    assertThat(report.path("version").isMissingNode()).isTrue();
    assertThat(report.path("pending").path(0).asText()).isEqualTo("V1__a.sql");
    assertThat(after).isZero();
    assertThat(termination().path("version").asText()).isEqualTo("1");
  }

  @Test
  void statusIsOneObjectAndHistoryOneForEachRow() throws IOException {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "SELECT 1/0");
    assertThat(run("migrate")).isEqualTo(12);

    JsonNode status = json("status", "--output", "json");
    JsonNode history = json("history", "--output", "json");

    assertThat(status.path("version").asText()).isEqualTo("1");
    assertThat(status.path("desiredVersion").asText()).isEqualTo("2");
    assertThat(status.path("failed").path(0).asText()).isEqualTo("V2__b.sql");
    assertThat(status.path("healthy").asBoolean()).isFalse();
    assertThat(history.size()).isEqualTo(2);
    assertThat(history.path(1).path("error").asText()).contains("division by zero");
  }

  @Test
  void otherScriptsThanExpectedExitWith14() throws IOException {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    assertThat(run("migrate", "--expect-digest", "sha256:other")).isEqualTo(14);
    assertThat(termination().path("failure").path("kind").asText()).isEqualTo("ScriptsChanged");
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
  }

  @Test
  void allThatIsWrongWithASetIsToldAtOnce() throws IOException {
    scripts.with("V1__a.sql", "").with("V01__b.sql", "").with("notes.txt", "");

    assertThat(run("migrate")).isEqualTo(10);
    JsonNode report = termination();
    assertThat(report.path("failure").path("kind").asText()).isEqualTo("ScriptsRefused");
    assertThat(report.path("errors").size()).isPositive();
  }

  @Test
  void unreachableDatabasesAreRetriedAndThenToldApart() throws IOException {
    var missing = database.through(1);
    assertThat(runOn(missing, "migrate", "--connect-timeout", "300ms")).isEqualTo(13);
    assertThat(termination().path("failure").path("kind").asText())
        .isEqualTo("DatabaseUnreachable");

    var nowhere = new TestDatabase("no-such-host.invalid", 5432, "x", "postgres", "");
    assertThat(runOn(nowhere, "check", "--connect-timeout", "0s")).isEqualTo(13);
    assertThat(termination().path("failure").path("message").asText())
        .contains("unknown host no-such-host.invalid");

    var noDatabase = new TestDatabase(database.host(), database.port(), "nope", "postgres", "");
    assertThat(runOn(noDatabase, "migrate")).isEqualTo(13);
    assertThat(termination().path("failure").path("kind").asText()).isEqualTo("DatabaseNotFound");
    assertThat(termination().path("failure").path("sqlState").asText()).isEqualTo("3D000");
  }

  @Test
  void aWrongPasswordIsAuthenticationFailed() throws IOException {
    var options =
        PostgresServer.Options.of(PostgresVersion.newest())
            .with(PostgresServer.Authentication.SCRAM);
    try (var server = PostgresServer.start(options)) {
      Path secret = Files.createDirectories(folder.resolve("orders-db"));
      Files.writeString(secret.resolve("host"), server.host());
      Files.writeString(secret.resolve("port"), Integer.toString(server.port()));
      Files.writeString(secret.resolve("dbname"), "postgres");
      Files.writeString(secret.resolve("username"), server.superuser());
      Files.writeString(secret.resolve("password"), "wrong");

      assertThat(runOnSecret(secret)).isEqualTo(13);
      assertThat(termination().path("failure").path("sqlState").asText()).isEqualTo("28P01");

      Files.writeString(secret.resolve("password"), server.superuserPassword() + "\n");
      assertThat(runOnSecret(secret)).isZero();
    }
  }

  @Test
  void theSecretsNameAndTheKeysLookedForAreTold() throws IOException {
    Path secret = folder.resolve("orders-db");
    assertThat(runOnSecret(secret)).isEqualTo(13);
    assertThat(termination().path("failure").path("kind").asText()).isEqualTo("SecretNotFound");

    Files.createDirectories(secret);
    Files.writeString(secret.resolve("username"), "postgres");
    assertThat(runOnSecret(secret)).isEqualTo(13);
    assertThat(termination().path("failure").path("kind").asText()).isEqualTo("SecretKeyMissing");
    assertThat(termination().path("failure").path("message").asText())
        .contains("Secret orders-db has no key", "expected one of host, hostname, endpoint");

    Files.writeString(secret.resolve("dsn"), database.uri());
    assertThat(runOnSecret(secret, "--secret-key", "uri=dsn")).isZero();
    Files.delete(secret.resolve("dsn"));
    Files.writeString(secret.resolve("jdbc-uri"), database.jdbcUrl() + "?user=postgres&password=x");
    assertThat(runOnSecret(secret)).isZero();
  }

  @Test
  void parametersThatLoadClassesAndPasswordsInUrlsAreRefused() {
    var dangerous = database.jdbcUrl() + "?socketFactory=evil.Factory";
    assertThat(execute("status", "--url", dangerous, "--user", "postgres")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("socketFactory", "is not allowed");

    assertThat(execute("status", "--url", "postgresql://u:secret@h/d")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("--password-file")
        .doesNotContain("secret@");
  }

  @Test
  void aMissingSchemaIsAnEmptyHistory() throws IOException {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    int check = run("check", "--schema", "shop");
    JsonNode report = termination();
    JsonNode status = json("status", "--schema", "shop", "--output", "json");

    assertThat(check).isEqualTo(3);
    assertThat(report.path("databaseRead").asBoolean()).isTrue();
    assertThat(report.path("pendingCount").asInt()).isEqualTo(1);
    assertThat(status.path("pending").path(0).asText()).isEqualTo("V1__a.sql");
    assertThat(database.value("SELECT to_regnamespace('shop')")).isNull();
    assertThat(run("migrate", "--schema", "shop")).isZero();
    assertThat(database.value("SELECT to_regclass('shop.a') IS NOT NULL")).isEqualTo("t");
  }

  @Test
  void namesThatPostgresqlWouldCutOffAreRefused() {
    assertThat(run("migrate", "--schema", "ü".repeat(32))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("--schema", "has 64");
  }

  @Test
  void placeholdersAndATargetInTheMiddleAreTakenAsTheyAreGiven() {
    scripts
        .with("V1__a.sql", "CREATE TABLE ${name} AS SELECT '${other}' AS literal")
        .with("V2__b.sql", "CREATE TABLE b ()")
        .with("V3__c.sql", "CREATE TABLE c ()");

    assertThat(run("migrate", "--placeholder", "name=a", "--target", "2")).isZero();

    assertThat(database.value("SELECT literal FROM a")).isEqualTo("${other}");
    assertThat(database.value("SELECT to_regclass('b')")).isEqualTo("b");
    assertThat(database.value("SELECT to_regclass('c')")).isNull();
    assertThat(run("migrate", "--placeholder", "name=a")).isZero();
    assertThat(database.value("SELECT to_regclass('c')")).isEqualTo("c");
  }

  // G7
  @Test
  void aSetThatIsAStrictBeginningOfWhatIsRecordedIsInStepWhereThatIsAccepted() throws IOException {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "CREATE TABLE b ()");
    scripts.with("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one");
    assertThat(run("migrate")).isZero();
    scripts.without("V2__b.sql");

    assertThat(run("migrate")).isEqualTo(11);
    assertThat(run("check")).isEqualTo(3);
    String[] accept = {"--newer-applied", "accept"};
    assertThat(run("migrate", accept[0], accept[1], "--target", "1")).isZero();
    JsonNode report = termination();
    JsonNode status = json("status", accept[0], accept[1], "--output", "json");
    int checked = run("check", accept[0], accept[1]);

    String warning = "warning: newer scripts that are missing from the set stay applied: V2__b.sql";
    assertThat(report.path("version").asText()).isEqualTo("2");
    assertThat(report.path("desiredVersion").asText()).isEqualTo("1");
    assertThat(report.path("pendingCount").asInt()).isZero();
    assertThat(report.path("warnings").path(0).asText()).isEqualTo(warning);
    assertThat(status.path("healthy").asBoolean()).isTrue();
    assertThat(checked).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(warning);
    assertThat(termination().path("warnings").path(0).asText()).isEqualTo(warning);
    assertThat(database.value("SELECT to_regclass('b')")).isEqualTo("b");

    scripts.with("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 2 AS one");
    assertThat(run("migrate", accept[0], accept[1]))
        .as("a text of then over a schema of now")
        .isEqualTo(11);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("because R__view.sql has changed since it was applied");
    scripts.with("R__view.sql", "CREATE OR REPLACE VIEW v AS SELECT 1 AS one");
    scripts.with("V2__c.sql", "CREATE TABLE c ()");
    assertThat(run("migrate", accept[0], accept[1]))
        .as("another script of that version")
        .isEqualTo(11);
  }

  private int run(String... arguments) {
    return runOn(database, arguments);
  }

  private int runOn(TestDatabase on, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", on.jdbcUrl(), "--user", on.user()));
    if (!arguments[0].equals("history")) {
      all.addAll(List.of("--scripts", scripts.path().toString()));
    }
    if (arguments[0].equals("migrate") || arguments[0].equals("check")) {
      all.addAll(List.of("--termination-log", folder.resolve("termination").toString()));
    }
    return execute(all.toArray(String[]::new));
  }

  private int runOnSecret(Path secret, String... more) {
    var all = new ArrayList<>(List.of("check", "--database-secret", secret.toString()));
    all.addAll(List.of("--scripts", scripts.path().toString()));
    all.addAll(List.of("--termination-log", folder.resolve("termination").toString()));
    all.addAll(List.of(more));
    return execute(all.toArray(String[]::new));
  }

  private int execute(String... arguments) {
    out.reset();
    err.reset();
    var console = new Console(stream(out), stream(err), () -> false);
    Map<String, String> environment = Map.of();
    DatabaseCommand command =
        switch (arguments[0]) {
          case "migrate" ->
              new MigrateCommand(Dialects.ofProgram(), environment, console, Clock.systemUTC());
          case "check" ->
              new CheckCommand(Dialects.ofProgram(), environment, console, Clock.systemUTC());
          case "status" -> new StatusCommand(Dialects.ofProgram(), environment, console);
          default -> new HistoryCommand(Dialects.ofProgram(), environment, console);
        };
    var line = new CommandLine(command.spec()).setCaseInsensitiveEnumValuesAllowed(true);
    return line.execute(List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
  }

  private JsonNode json(String... arguments) throws IOException {
    run(arguments);
    return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
  }

  private JsonNode termination() throws IOException {
    return new ObjectMapper().readTree(Files.readString(folder.resolve("termination")));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
