package dev.lockstep.runner.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.runner.command.DatabaseCommand;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.migrate.MigrateCommand;
import dev.lockstep.runner.output.Console;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/// `lint` with a database, which determines the applied scripts and the sizes of tables.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(names = {"V14", "V18"})
final class LintDatabaseTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final String version;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  LintDatabaseTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    this.database = servers.of(version).createDatabase();
    this.scripts = ScriptFolder.in(folder);
    this.version = version.name().substring(1);
  }

  @Test
  void looksAtWhatIsPendingByTheSizeOfTheTables() throws IOException {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE small (id bigint PRIMARY KEY, a int);
        CREATE TABLE large (id bigint PRIMARY KEY, a int);
        CREATE INDEX ON small (a);
        INSERT INTO small VALUES (1, 1);
        INSERT INTO large SELECT n, n FROM generate_series(1, 50000) n;
        """);
    assertThat(migrate()).isZero();
    database.execute("CREATE TABLE by_hand (a int); INSERT INTO by_hand VALUES (1); ANALYZE");
    scripts
        .with("V2__b.sql", "CREATE INDEX ON small (a); CREATE INDEX ON large (a);")
        .with("V3__c.sql", "CREATE TABLE fresh (a int);")
        .with("V4__d.sql", "CREATE INDEX ON fresh (a); ALTER TABLE by_hand RENAME a TO b;");

    JsonNode answer = lint();

    assertThat(answer.path("databaseRead").asBoolean()).isTrue();
    assertThat(answer.path("serverVersion").asText()).isEqualTo(version);
    assertThat(answer.path("scripts").asInt()).isEqualTo(3);
    assertThat(told(answer))
        .containsExactly(
            "V2__b.sql warning index-not-concurrent large",
            "V4__d.sql error rename-column by_hand");
    assertThat(told(lint("--small", "0kB"))).contains("V2__b.sql error index-not-concurrent small");
    assertThat(told(lint("--small", "1GB")))
        .containsExactly("V4__d.sql error rename-column by_hand");
  }

  @Test
  void aDatabaseThatIsNotThereIsSaid() {
    scripts.with("V1__a.sql", "SELECT 1");
    var missing =
        new TestDatabase(
            database.host(), database.port(), "missing", database.user(), database.password());

    assertThat(execute(missing, new LintCommand(Dialects.ofProgram(), Map.of(), console())))
        .isNotZero();

    assertThat(err.toString(StandardCharsets.UTF_8)).contains("missing").contains("hint:");
  }

  private static List<String> told(JsonNode answer) {
    return answer
        .path("findings")
        .valueStream()
        .map(
            found ->
                "%s %s %s %s"
                    .formatted(
                        found.path("script").asText(),
                        found.path("severity").asText(),
                        found.path("rule").asText(),
                        found.path("relation").asText()))
        .toList();
  }

  private int migrate() {
    return execute(
        database, new MigrateCommand(Dialects.ofProgram(), Map.of(), console(), Clock.systemUTC()));
  }

  private JsonNode lint(String... more) throws IOException {
    var all = new ArrayList<>(List.of("--output", "json"));
    all.addAll(List.of(more));
    execute(
        database,
        new LintCommand(Dialects.ofProgram(), Map.of(), console()),
        all.toArray(String[]::new));
    return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
  }

  private Console console() {
    return new Console(stream(out), stream(err), () -> false);
  }

  private int execute(TestDatabase on, DatabaseCommand command, String... more) {
    out.reset();
    err.reset();
    var all = new ArrayList<>(List.of(more));
    all.addAll(List.of("--url", on.jdbcUrl(), "--user", on.user()));
    all.addAll(List.of("--scripts", scripts.path().toString()));
    return new CommandLine(command.spec())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .execute(all.toArray(String[]::new));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
