package dev.lockstep.runner.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.ProgramRun;
import dev.lockstep.runner.CommandRun;
import dev.lockstep.runner.CommandRun.Reader;
import dev.lockstep.runner.Goldens;
import dev.lockstep.runner.command.ReportBudget;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.RunReport;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The output of `status`, `history` and `check` for a schema with every kind of problem.
@ExtendWith(PostgresExtension.class)
final class InspectionGoldenTest {
  private static final Goldens GOLDENS = Goldens.of("inspection");

  private final PostgresServers servers;
  private final ScriptFolder scripts;

  InspectionGoldenTest(PostgresServers servers, @TempDir Path folder) {
    this.servers = servers;
    this.scripts = ScriptFolder.in(folder);
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void allThatIsTheMatterIsToldAtOnce(PostgresVersion version) {
    TestDatabase database = servers.of(version).createDatabase();
    troubled(database);

    GOLDENS.text("status.txt", run(database, 0, "status").out());
    GOLDENS.json("status.json", run(database, 0, "status", "--output", "json").out());
    GOLDENS.text("history.txt", run(database, 0, "history").out());
    GOLDENS.json("history.json", run(database, 0, "history", "--output", "json").out());
    GOLDENS.text("check.txt", run(database, 3, "check").out());
    CommandRun check = run(database, 3, "check", "--output", "json");
    GOLDENS.json("check.json", check.out());
    GOLDENS.text("check.err", check.err());
  }

  @Test
  void aNarrowTerminalGetsNarrowAndColouredText() {
    TestDatabase database = servers.newest().createDatabase();
    troubled(database);

    var terminal = Map.of("COLUMNS", "72", "TERM", "xterm");
    GOLDENS.text("status.narrow.txt", run(database, terminal, Reader.PERSON, "status").out());
    GOLDENS.text("history.narrow.txt", run(database, terminal, Reader.PERSON, "history").out());
    GOLDENS.text("check.narrow.txt", run(database, terminal, Reader.PERSON, "check").out());
    var colorless = Map.of("COLUMNS", "200", "NO_COLOR", "1");
    assertThat(run(database, colorless, Reader.PERSON, "check").out()).doesNotContain("\033");
    assertThat(run(database, terminal, Reader.PERSON, "check", "--color", "never").out())
        .doesNotContain("\033");
    assertThat(run(database, Map.of(), Reader.PIPE, "check", "--color", "always").out())
        .contains("\033[31m");
  }

  @Test
  void aSchemaInStepIsToldInALine() {
    TestDatabase database = servers.newest().createDatabase();
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "CREATE TABLE b ()");

    assertThat(run(database, 0, "history").out())
        .isEqualTo("No history is recorded in schema public\n");
    run(database, 0, "migrate");

    assertThat(run(database, 0, "check").out())
        .isEqualTo("Schema public is in step at version 2\n");
    assertThat(run(database, 0, "status").out()).contains("pending:  none", "healthy:  yes");
  }

  @Test
  void aGapCountsWhereSomebodyAsksForIt() {
    TestDatabase database = servers.newest().createDatabase();
    scripts
        .with("V1__a.sql", "SELECT 1")
        .with("V2__b.sql", "SELECT 1")
        .with("V3__c.sql", "SELECT 1")
        .with("V5__e.sql", "SELECT 1");
    run(database, 0, "migrate");

    assertThat(run(database, 0, "check").out())
        .startsWith("Schema public is in step at version 5\n")
        .contains("missing number 4 between 3 and 5");
    assertThat(run(database, 3, "check", "--gaps", "reject").out())
        .startsWith("Schema public is not in step: version 5, 1 gap\n");
  }

  @Test
  void anotherToolsHistoryIsAFinding() {
    TestDatabase database = servers.newest().createDatabase();
    database.execute(
        "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (1, false)");
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    assertThat(run(database, 3, "check").out())
        .startsWith("Schema public is not in step: version none, 1 prior history, 1 pending\n")
        .contains("has golang-migrate's history in public.schema_migrations", "--adopt");
  }

  @Test
  void theOperatorReadsAllConflictsInTheReportItKnows(@TempDir Path folder) throws IOException {
    TestDatabase database = servers.newest().createDatabase();
    troubled(database);
    Path log = folder.resolve("termination");

    run(database, 3, "check", "--termination-log", log.toString());

    byte[] bytes = Files.readAllBytes(log);
    RunReport report = new ObjectMapper().readValue(bytes, RunReport.class);
    assertThat(bytes).hasSizeLessThanOrEqualTo(ReportBudget.BYTES);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failure()).extracting(Failure::kind).isEqualTo(FailureKind.UNKNOWN_APPLIED);
    assertThat(report.errors()).hasSize(2);
    assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("findings");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          status --color=sometimes         | sometimes
          history --scripts=.              | --scripts
          history --color                  | --color
          check                            | use --scripts DIR
          check --scripts=. --gaps=maybe   | maybe
          check --scripts=. --drift=maybe  | maybe
          check --drift --require=>=7      | --drift cannot be combined with
          check --scripts=. --target=seven | 'seven' is not a version
          """)
  void aWrongUseIsOneSentence(String arguments, String told) {
    var all = new ArrayList<>(List.of(arguments.split(" ", -1)));
    all.addAll(List.of("--url=postgresql://localhost:1/none", "--user=nobody"));

    ProgramRun.of(Map.of(), all).isOneSentence(2, List.of(told));
  }

  @Test
  void everyGoldenFileIsUsed() throws IOException {
    GOLDENS.are(
        Set.of(
            "status.txt",
            "status.json",
            "status.narrow.txt",
            "history.txt",
            "history.json",
            "history.narrow.txt",
            "check.txt",
            "check.json",
            "check.err",
            "check.narrow.txt"));
  }

  /// Scripts that are applied, edited, lost, out of order, failed or missing.
  private void troubled(TestDatabase database) {
    scripts
        .with("V1__create_orders.sql", "CREATE TABLE orders (id int)")
        .with("V2__customers.sql", "CREATE TABLE customers (id int)")
        .with("V3__notes.sql", "CREATE TABLE notes (id int)")
        .with("V5__lost.sql", "CREATE TABLE lost (id int)")
        .with("V6__status.sql", "CREATE TABLE status (id int)");
    run(database, 0, "migrate");
    scripts.with("V7__totals_of_all_orders_by_customer_and_month.sql", "SELECT 1 / 0");
    run(database, 12, "migrate");
    database.execute(
        "UPDATE migration_history SET execution_ms = 7 * id, applied_at = timestamptz '2026-11-21 10:00:00Z' + id * interval '1 minute'");
    scripts
        .with("V2__customers.sql", "CREATE TABLE customers (id bigint)")
        .with("V3__notes.sql", "-- what customers wrote\nCREATE TABLE notes (id int)")
        .with("V4__late.sql", "CREATE TABLE late (id int)")
        .with("V10__next.sql", "CREATE TABLE next (id int)")
        .without("V5__lost.sql");
  }

  private CommandRun run(TestDatabase database, int exit, String... arguments) {
    CommandRun run = run(database, Map.of(), Reader.PIPE, arguments);
    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    return run;
  }

  private CommandRun run(
      TestDatabase database, Map<String, String> environment, Reader reader, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", database.jdbcUrl(), "--user", database.user()));
    if (!arguments[0].equals("history")) {
      all.addAll(List.of("--scripts", scripts.path().toString()));
    }
    return CommandRun.of(environment, reader, all);
  }
}
