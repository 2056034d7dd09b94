package dev.lockstep.runner.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.runner.Goldens;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// `lockstep migrate --dry-run`.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class DryRunTest {
  private static final Goldens GOLDENS = Goldens.of("dry-run");

  private final TestDatabase database;
  private final ScriptFolder scripts;

  DryRunTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @Test
  void tellsWhatEachStatementLockedRewroteAndChanged() {
    database.execute(
        """
        CREATE TABLE orders (id int PRIMARY KEY, note text);
        INSERT INTO orders SELECT n, 'x' FROM generate_series(1, 100) n;
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE SEQUENCE numbers;
        """);
    scripts
        .with(
            "V1__widen.sql",
            """
            ALTER TABLE orders ALTER COLUMN id TYPE bigint;
            UPDATE orders SET note = 'y' WHERE id <= 10;
            CREATE INDEX orders_note ON orders (note);
            SELECT count(*) FROM customers;
            """)
        .with(
            "V2__lines.sql",
            """
            CREATE TABLE lines (id int, customer int REFERENCES customers);
            COPY lines FROM stdin;
            1\t\\N
            \\.
            TRUNCATE customers CASCADE;
            """)
        .with("V3__numbers.sql", "SELECT setval('numbers', 100);\nDROP TABLE customers CASCADE;")
        .with("V4__index.sql", "CREATE INDEX CONCURRENTLY lines_id ON lines (id);")
        .with("V5__more.sql", "ALTER TABLE lines ADD COLUMN more text;");

    GOLDENS.text("dry-run.txt", timeless(run(0).out()));
    GOLDENS.json("dry-run.json", timeless(run(0, "--output", "json").out()));
    assertNothingIsLeft();
    assertThat(database.value("SELECT count(*) FROM orders WHERE note = 'y'")).isEqualTo("0");
    assertThat(database.value("SELECT last_value FROM numbers")).isEqualTo("1");
  }

  @Test
  void aScriptThatFailsEndsItAndTheExitCodeIsThatOfTheRun() throws JsonProcessingException {
    scripts
        .with("V1__a.sql", "CREATE TABLE a ();")
        .with("V2__b.sql", "SELECT 1;\nSELECT * FROM nowhere;")
        .with("V3__c.sql", "CREATE TABLE c ();");

    CommandRun run = run(12, "--output", "json");

    JsonNode told = new ObjectMapper().readTree(run.out());
    assertThat(told.path("failure").path("script").asText()).isEqualTo("V2__b.sql");
    assertThat(told.path("failure").path("statement").asInt()).isEqualTo(2);
    assertThat(told.path("failure").path("sqlState").asText()).isEqualTo("42P01");
    assertThat(told.path("scripts")).hasSize(2);
    assertThat(run.err()).contains("V2__b.sql, statement 2, line 2: ");
    assertNothingIsLeft();
  }

  @Test
  void whatACommitWouldFindIsFound() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES a DEFERRABLE INITIALLY DEFERRED);
        INSERT INTO a VALUES (1, 2);
        """);

    assertThat(run(12).err()).contains("V1__a.sql: ", "23503");
  }

  @Test
  void eachScriptFindsTheSessionAsANewOne() {
    database.execute(
        "CREATE TABLE a (id int PRIMARY KEY, b int REFERENCES a DEFERRABLE INITIALLY DEFERRED)");
    scripts
        .with(
            "V1__dump.sql", "SET search_path = ''; CREATE TEMP TABLE t (); PREPARE p AS SELECT 1;")
        .with("V2__next.sql", "CREATE TABLE b (); CREATE TEMP TABLE t (); PREPARE p AS SELECT 1;")
        .with("V3__late.sql", "INSERT INTO a VALUES (1, 2); INSERT INTO a VALUES (2, 1);")
        .with("V4__late.sql", "INSERT INTO a VALUES (3, 4); INSERT INTO a VALUES (4, 3);");

    assertThat(run(0).out()).contains("4 pending; all was rolled back").doesNotContain("not tried");
  }

  @Test
  void whatNeedsACommitBetweenEndsIt() {
    database.execute("CREATE TYPE mood AS ENUM ('sad')");
    scripts
        .with("V1__a.sql", "ALTER TYPE mood ADD VALUE 'happy';")
        .with("V2__b.sql", "SELECT 'happy'::mood;")
        .with("V3__c.sql", "SELECT 1;");

    assertThat(run(0).out())
        .contains("1, line 1: not tried: ", "V3__c.sql: not tried: it comes after V2__b.sql");
  }

  @Test
  void callbacksRunWhereTheyWouldRun() {
    database.execute("CREATE TABLE log (what text)");
    scripts
        .with("beforeMigrate.sql", "INSERT INTO log VALUES ('before');")
        .with("beforeEachMigrate.sql", "INSERT INTO log VALUES ('each');")
        .with("V1__a.sql", "CREATE TABLE a AS SELECT * FROM log;")
        .with("afterMigrate.sql", "DELETE FROM log;");

    assertThat(run(0).out())
        .containsSubsequence("beforeMigrate.sql", "V1__a.sql", "afterMigrate.sql", "2 rows");
    assertThat(database.value("SELECT count(*) FROM log")).isEqualTo("0");
  }

  @Test
  void aSchemaThatIsMissingIsThereForTheScripts() {
    scripts.with("V1__a.sql", "CREATE TABLE a ();");

    run(0, "--schema", "app");

    assertThat(database.value("SELECT to_regnamespace('app')")).isNull();
  }

  @Test
  void nothingToDoIsSaidInALine() {
    scripts.with("V1__a.sql", "CREATE TABLE a ();");
    assertThat(command(List.of()).exit()).isZero();

    assertThat(timeless(run(0).out())).isEqualTo("0 pending; all was rolled back after 0ms\n");
  }

  @Test
  void refusalsOfARunAreRefusalsHere() {
    scripts.with("V1__a.sql", "\\i other.sql").with("V2__b.sql", "\\gexec");

    assertThat(run(10).err()).contains("V1__a.sql", "V2__b.sql");
    assertThat(run(2, "--termination-log", scripts.path().resolve("log").toString()).err())
        .contains("--termination-log");
    assertThat(run(10, "--target", "9").exit()).isEqualTo(10);
  }

  @Test
  void everyGoldenFileIsUsed() throws IOException {
    GOLDENS.are(Set.of("dry-run.txt", "dry-run.json"));
  }

  private void assertNothingIsLeft() {
    assertThat(database.value("SELECT to_regclass('migration_history')")).isNull();
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
    assertThat(database.value("SELECT to_regclass('lines')")).isNull();
  }

  private static String timeless(String printed) {
    return printed
        .replaceAll("(?<=: |after )[0-9.]+m?s", "0ms")
        .replaceAll("\"milliseconds\":\\d+", "\"milliseconds\":0");
  }

  private CommandRun run(int exit, String... options) {
    var all = new ArrayList<String>(List.of("--dry-run"));
    all.addAll(List.of(options));
    CommandRun run = command(all);
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(exit);
    return run;
  }

  private CommandRun command(List<String> options) {
    var arguments =
        new ArrayList<>(List.of("migrate", "--url", database.jdbcUrl(), "--user", database.user()));
    arguments.addAll(List.of("--scripts", scripts.path().toString()));
    arguments.addAll(options);
    return CommandRun.of(Map.of(), Reader.PIPE, arguments);
  }
}
