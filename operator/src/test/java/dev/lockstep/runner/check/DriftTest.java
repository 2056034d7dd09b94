package dev.lockstep.runner.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.runner.Goldens;
import dev.lockstep.schema.RunReport;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
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

/// `lockstep check --drift`.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class DriftTest {
  private static final Goldens GOLDENS = Goldens.of("drift");

  private final TestDatabase database;
  private final ScriptFolder scripts;

  DriftTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    scripts
        .with(
            "V1__orders.sql",
            """
            CREATE TABLE orders (id int PRIMARY KEY, note text, total numeric CHECK (total > 0));
            CREATE INDEX orders_note ON orders (note);
            CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT 2 * x';
            CREATE VIEW notes AS SELECT note FROM orders;
            """)
        .with("V2__customers.sql", "CREATE TABLE customers (id int PRIMARY KEY);");
  }

  @Test
  void whatOtherHandsChangeIsNamed() {
    command(0, "migrate");
    command(0, "check", "--drift");
    database.execute(
        """
        ALTER TABLE orders ALTER COLUMN note SET NOT NULL, ADD COLUMN hotfix boolean;
        DROP INDEX orders_note;
        CREATE OR REPLACE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT 3 * x';
        DROP TABLE customers;
        CREATE TABLE by_hand (id int, at timestamptz);
        GRANT SELECT ON notes TO PUBLIC;
        INSERT INTO orders VALUES (1, 'rows are no drift', 1, true);
        """);

    GOLDENS.text("drift.txt", timeless(command(3, "check", "--drift").out()));
    GOLDENS.json("drift.json", timeless(command(3, "check", "--drift", "--output", "json").out()));
    assertThat(command(0, "check").out()).contains("is in step").doesNotContain("drift");
    assertThat(command(0, "check", "--drift", "ignore").out()).doesNotContain("drift");
  }

  @Test
  void whatIsOnlyReportedLeavesTheSchemaInStep(@TempDir Path folder) throws IOException {
    command(0, "migrate");
    database.execute(
        "CREATE TABLE by_hand (); CREATE FUNCTION %s(%s) RETURNS int LANGUAGE sql AS 'SELECT 1'"
            .formatted("long", "timestamptz" + ", timestamptz".repeat(9)));
    Path log = folder.resolve("log");

    String said = command(0, "check", "--drift=report", "--termination-log", log.toString()).out();

    assertThat(said)
        .contains("is in step at version 2", "table by_hand was added outside Lockstep after");
    RunReport report = new ObjectMapper().readValue(Files.readAllBytes(log), RunReport.class);
    assertThat(report.exitCode()).isZero();
    assertThat(report.drift())
        .hasSize(2)
        .contains("table by_hand")
        .anySatisfy(
            name -> assertThat(name).startsWith("function long(").endsWith("…").hasSize(101));
  }

  @Test
  void whatCannotBeComparedFailsOnlyWhereItIsAsked() {
    command(0, "migrate");
    database.execute("ALTER TABLE migration_catalog RENAME COLUMN objects TO gone");

    assertThat(command(0, "check", "--drift", "report").out())
        .contains("is in step at version 2", "unknown: ");
    assertThat(check("--drift", "reject").exit()).isNotIn(0, 3);
  }

  @Test
  void aRunThatAppliesSomethingTakesTheSchemaAsItIs() {
    command(0, "migrate");
    database.execute("CREATE TABLE by_hand (id int)");
    command(0, "migrate");
    command(3, "check", "--drift");
    scripts.with("V3__more.sql", "CREATE TABLE more ();");

    command(0, "migrate");

    command(0, "check", "--drift");
  }

  @Test
  void whatACallbackChangesIsNoDrift() {
    command(0, "migrate");
    scripts.with("afterMigrate.sql", "CREATE TABLE IF NOT EXISTS by_callback (id int);");

    command(0, "migrate");

    command(0, "check", "--drift");
  }

  @Test
  void aRunThatFailedTakesNothingForItsOwn() {
    command(0, "migrate");
    database.execute("CREATE TABLE by_hand (id int)");
    scripts.with("V3__more.sql", "CREATE TABLE more (); SELECT 1 / 0;");

    command(12, "migrate");

    assertThat(command(3, "check", "--drift").out()).contains("table by_hand was added");
  }

  @Test
  void aRunThatFailedHalfWayTakesTheSchemaAsItIs() {
    scripts.with("V3__more.sql", "CREATE TABLE more (); VACUUM more; SELECT 1 / 0;");

    command(12, "migrate");

    assertThat(command(3, "check", "--drift").out()).doesNotContain("drift", "not known");
  }

  @Test
  void aRunThatWasCutOffMakesItUnknown() {
    command(0, "migrate");
    database.execute("UPDATE migration_attempts SET updated_at = updated_at + interval '1 hour'");

    assertThat(command(3, "check", "--drift").out()).contains("drift    unknown: ");
    assertThat(command(0, "check", "--drift", "report", "--output", "json").out())
        .contains("\"message\":\"unknown: ")
        .doesNotContain("\"drift\":");
  }

  @Test
  void anEarlierLayoutHasNothingToCompareWith() {
    command(0, "migrate");
    database.execute(
        "DROP TABLE migration_catalog; COMMENT ON TABLE migration_history IS 'Lockstep history, layout 1'");

    assertThat(command(3, "check", "--drift").out()).contains("drift    unknown: ");
    command(0, "migrate");
    assertThat(database.value("SELECT to_regclass('migration_catalog')")).isNotNull();
  }

  @Test
  void aRecordThatIsGoneIsMadeAnewByTheNextRunThatChangesSomething() {
    command(0, "migrate");
    database.execute("DROP TABLE migration_catalog");

    assertThat(command(3, "check", "--drift").out()).contains("drift    unknown: ");
    scripts.with("V9__more.sql", "CREATE TABLE more (id int PRIMARY KEY)");
    command(0, "migrate");

    command(0, "check", "--drift");
  }

  @Test
  void aRepairIsNoChangeOfTheSchema() {
    command(0, "migrate");
    scripts.with("V2__customers.sql", "CREATE TABLE customers (id int PRIMARY KEY); -- noted");
    command(
        0, "repair", "--script", "V2__customers.sql", "--accept-checksum", "--reason", "a comment");

    command(0, "check", "--drift");
  }

  @Test
  void aRunGoesThroughWhereItMayNotBeRecorded() {
    command(0, "migrate");
    database.execute("ALTER TABLE migration_catalog ADD CHECK (run_id = 'nobody') NOT VALID");
    scripts.with("V3__more.sql", "CREATE TABLE more ();");

    command(0, "migrate");

    assertThat(database.value("SELECT count(*) FROM migration_history WHERE status = 'success'"))
        .isEqualTo("3");
  }

  @Test
  void itIsAQuestionOfItsOwn() {
    assertThat(command(2, "check", "--drift", "--require", ">=1").err()).contains("--drift");
  }

  @Test
  void everyGoldenFileIsUsed() throws IOException {
    GOLDENS.are(Set.of("drift.txt", "drift.json"));
  }

  private static String timeless(String printed) {
    return printed.replaceAll(
        "[0-9-]+T[0-9:]+(\\.[0-9]+)?Z|(?<=\"duration\":\")[^\"]+|(?<=\"scriptsDigest\":\")[^\"]+",
        "...");
  }

  private CommandRun check(String... options) {
    return run("check", options);
  }

  private CommandRun command(int exit, String command, String... options) {
    CommandRun run = run(command, options);
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(exit);
    return run;
  }

  private CommandRun run(String command, String... options) {
    var arguments =
        new ArrayList<>(List.of(command, "--url", database.jdbcUrl(), "--user", database.user()));
    if (!List.of(options).contains("--require")) {
      arguments.addAll(List.of("--scripts", scripts.path().toString()));
    }
    arguments.addAll(List.of(options));
    return CommandRun.of(Map.of(), Reader.PIPE, arguments);
  }
}
