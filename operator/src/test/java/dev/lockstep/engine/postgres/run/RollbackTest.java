package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.MigrationListener;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Migrator;
import dev.lockstep.engine.MigratorOptions;
import dev.lockstep.engine.Rollback;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.plan.RollbackGoal;
import dev.lockstep.engine.plan.RollbackPolicy;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.HeardLines;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class RollbackTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  RollbackTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1    | V3__c.sql V2__b.sql           | a
          2    | V3__c.sql                     | a b
          none | V3__c.sql V2__b.sql V1__a.sql | ''
          0    | V3__c.sql V2__b.sql V1__a.sql | ''
          """)
  void goesBackToAVersionTheLastOneFirst(String target, String undone, String tables) {
    threeTables();

    MigrationOutcome outcome = back(RollbackGoal.parse(target));

    assertThat(names(outcome)).isEqualTo(undone);
    assertThat(outcome.failure()).isEmpty();
    assertThat(tables()).isEqualTo(tables);
    assertThat(
            String.join(
                " ",
                outcome.history().orElseThrow().rows().stream()
                    .filter(row -> !row.isApplied())
                    .map(row -> row.status().label())
                    .distinct()
                    .toList()))
        .isEqualTo("rollback");
  }

  @Test
  void scriptsThatCameOutOfOrderAreUndoneInTheOrderInWhichTheyCame() {
    table("V1__a.sql", "a").table("V3__c.sql", "c");
    run.succeed();
    table("V2__b.sql", "b");
    assertThat(run.migrate(OutOfOrder.APPLY).failure()).isEmpty();

    assertThat(names(back(new RollbackGoal.Steps(1)))).isEqualTo("V2__b.sql");
    assertThat(tables()).isEqualTo("a c");
    assertThat(run.migrate(OutOfOrder.APPLY).failure()).isEmpty();
    assertThat(names(back(RollbackGoal.parse("1")))).isEqualTo("V2__b.sql V3__c.sql");
  }

  @Test
  void theHistoryKeepsTheScriptAndTheAuditEveryAttempt() {
    threeTables();
    back(new RollbackGoal.Steps(1));

    assertThat(
            database.value(
                "SELECT concat_ws(' ', status, version, rollback_sql, kind, run_id, error_message, checksum IS NOT NULL, execution_ms IS NOT NULL) FROM migration_history WHERE migration_name = 'V3__c.sql'"))
        .isEqualTo("rollback 3 DROP TABLE c versioned run-1 t t");
    assertThat(attempts("V3__c.sql")).isEqualTo("success - success rollback");
    assertThat(database.value("SELECT version FROM current_schema_version")).isEqualTo("2");

    assertThat(run.succeed()).isEqualTo(1);
    assertThat(attempts("V3__c.sql")).isEqualTo("success - success rollback success -");
    assertThat(tables()).isEqualTo("a b c");
    assertThat(names(back(new RollbackGoal.Steps(1)))).isEqualTo("V3__c.sql");
  }

  @Test
  void theStoredTextCountsAndNotTheFiles() {
    threeTables();
    scripts.with("U3__c.sql", "SELECT 1/0").without("V2__b.sql").without("U2__b.sql");

    assertThat(back(RollbackGoal.parse("1")).failure()).isEmpty();
    assertThat(tables()).isEqualTo("a");
  }

  @Test
  void nothingIsUndoneWhenOneOfThemHasNoUndo() {
    table("V1__a.sql", "a");
    scripts.with("V2__b.sql", "CREATE TABLE b ()");
    table("V3__c.sql", "c");
    run.succeed();

    Failure failure = failure(back(RollbackGoal.parse("1")));

    assertThat(failure.kind()).isEqualTo(FailureKind.UNDO_MISSING);
    assertThat(failure.message())
        .isEqualTo(
            "no stored undo for V2__b.sql; nothing was rolled back (planned: V3__c.sql, V2__b.sql)");
    assertThat(tables()).isEqualTo("a b c");
    assertThat(database.value("SELECT count(*) FROM migration_attempts")).isEqualTo("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          3   | the target version 3 is not older than the recorded version 3
          4   | the target version 4 is not older than the recorded version 3
          2.5 | no applied script has the target version 2.5
          """)
  void aTargetThatIsNotBehindIsWrongUse(String target, String sentence) {
    threeTables();

    Failure failure = failure(back(RollbackGoal.parse(target)));

    assertThat(failure.kind()).isEqualTo(FailureKind.USAGE);
    assertThat(failure.message()).isEqualTo(sentence);
    assertThat(failure.hint()).isNotBlank();
  }

  @Test
  void moreStepsThanThereAreAreRefusedWithTheirNumber() {
    threeTables();

    Failure failure = failure(back(new RollbackGoal.Steps(4)));

    assertThat(failure.message()).isEqualTo("cannot undo 4 scripts: only 3 are applied");
    assertThat(tables()).isEqualTo("a b c");
  }

  @Test
  void anUndoThatFailsLeavesItsScriptAppliedAndTheOthersUndone() {
    threeTables();
    database.execute("CREATE VIEW v AS SELECT * FROM b");

    MigrationOutcome outcome = back(RollbackGoal.parse("none"));

    assertThat(failure(outcome).kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure(outcome).script()).isEqualTo("V2__b.sql");
    assertThat(failure(outcome).message())
        .startsWith(
            "V2__b.sql (undo), statement 1, line 1: cannot drop table b because other objects depend on it");
    assertThat(failure(outcome).hint()).isNotBlank();
    assertThat(names(outcome)).isEqualTo("V3__c.sql");
    assertThat(tables()).isEqualTo("a b");
    assertThat(database.column("SELECT status FROM migration_history ORDER BY version"))
        .containsExactly("success", "success", "rollback");
    assertThat(attempts("V2__b.sql")).isEqualTo("success - failed rollback");
    database.execute("DROP VIEW v");
    assertThat(names(back(RollbackGoal.parse("none")))).isEqualTo("V2__b.sql V1__a.sql");
  }

  @Test
  void anUndoOutsideOfATransactionHasAJournalAndGoesOn() {
    scripts
        .with("V1__a.sql", "CREATE TABLE a (id int); CREATE INDEX a_id ON a (id);")
        .with("U1__a.sql", "DROP INDEX CONCURRENTLY a_id;\nDROP TABLE missing;\nDROP TABLE a;");
    run.succeed();

    Failure failure = failure(back(RollbackGoal.parse("none")));
    assertThat(failure.statement()).isEqualTo(2);
    assertThat(failure.message()).contains("statement 1 of 3 is done");
    assertThat(database.value("SELECT status FROM migration_history")).isEqualTo("success");
    assertThat(run.fail().message()).isEqualTo("the undo of V1__a.sql is incomplete");
    database.execute("CREATE TABLE missing ()");
    MigrationOutcome outcome = back(RollbackGoal.parse("none"));

    assertThat(outcome.failure()).isEmpty();
    assertThat(tables()).isEmpty();
    assertThat(database.value("SELECT status FROM migration_history")).isEqualTo("rollback");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(tables()).isEqualTo("a");
  }

  @Test
  void aScriptThatStoppedHalfWayKeepsTheGroundThatItStandsOn() {
    scripts
        .with("V1__a.sql", "CREATE TABLE a (id int);")
        .with("U1__a.sql", "DROP TABLE a;")
        .with("V2__b.sql", "CREATE INDEX CONCURRENTLY a_id ON a (id);\nSELECT * FROM missing;");
    assertThat(run.fail().statement()).isEqualTo(2);

    Failure failure = failure(back(RollbackGoal.parse("none")));

    assertThat(failure.message()).startsWith("V2__b.sql is partially applied");
    assertThat(tables()).isEqualTo("a");
    database.execute("CREATE TABLE missing ()");
    assertThat(run.succeed()).isEqualTo(1);
  }

  @Test
  void thePartsOfOneFileGoBack() {
    scripts.with(
        "00001_a.sql",
        """
        -- +goose NO TRANSACTION
        -- +goose Up
        CREATE TABLE a (id int);
        CREATE INDEX CONCURRENTLY a_id ON a (id);
        -- +goose Down
        DROP INDEX CONCURRENTLY a_id;
        DROP TABLE a;
        """);
    run.succeed();

    assertThat(names(back(new RollbackGoal.Steps(1)))).isEqualTo("00001_a.sql");
    assertThat(tables()).isEmpty();
  }

  @Test
  void baselinesAndRepeatablesStay() {
    scripts.with("B2__base.sql", "CREATE TABLE a ()").with("R__v.sql", "CREATE VIEW v AS SELECT 1");
    table("V3__c.sql", "c");
    run.succeed();

    Failure failure = failure(back(RollbackGoal.parse("none")));
    assertThat(failure.message()).startsWith("a baseline cannot be undone");
    assertThat(failure(back(new RollbackGoal.Steps(2))).message()).contains("only 1 is applied");
    assertThat(names(back(RollbackGoal.parse("2")))).isEqualTo("V3__c.sql");
    assertThat(database.column("SELECT status FROM migration_history ORDER BY migration_name"))
        .containsExactly("success", "success", "rollback");
  }

  @Test
  void anUndoWaitsForALockAndTriesAgain() throws Exception {
    threeTables();
    EngineRun impatient = run.withLockTimeout(Duration.ofMillis(100));
    try (var holder = database.connect();
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("LOCK TABLE c IN ACCESS SHARE MODE");
      var heard = new HeardLines();
      var outcome = CompletableFuture.supplyAsync(() -> back(impatient, heard, "2"));
      Await.until(
          "the undo was refused", Duration.ofSeconds(20), () -> heard.heard(".*trying again.*"));
      holder.rollback();

      assertThat(outcome.join().failure()).isEmpty();
      assertThat(tables()).isEqualTo("a b");
    }
  }

  @Test
  void aTargetBelowIsUndoneWhereThatIsAllowedAlthoughTheFilesAreGone() {
    threeTables();
    scripts.without("V2__b.sql").without("U2__b.sql").without("V3__c.sql").without("U3__c.sql");

    Failure forbidden = failure(migrate("1", RollbackPolicy.FORBID));
    assertThat(tables()).isEqualTo("a b c");
    MigrationOutcome allowed = migrate("1", RollbackPolicy.ALLOW);

    assertThat(forbidden.kind()).isEqualTo(FailureKind.UNKNOWN_APPLIED);
    assertThat(forbidden.message())
        .endsWith(
            "The target version 1 is older than the recorded version 3. A rollback would undo V3__c.sql, V2__b.sql");
    assertThat(forbidden.hint()).contains("--rollback allow", "another set");
    assertThat(names(allowed)).isEqualTo("V3__c.sql V2__b.sql");
    assertThat(allowed.failure()).isEmpty();
    assertThat(tables()).isEqualTo("a");
    assertThat(names(migrate("1", RollbackPolicy.ALLOW))).isEmpty();
  }

  @Test
  void nothingIsUndoneWhenTheRestContradictsTheSet() {
    threeTables();
    scripts.with("V1__a.sql", "CREATE TABLE edited ()");

    Failure failure = failure(migrate("2", RollbackPolicy.ALLOW));

    assertThat(failure.kind()).isEqualTo(FailureKind.CHECKSUM_MISMATCH);
    assertThat(tables()).isEqualTo("a b c");
  }

  @Test
  void whatIsStillMissingBelowTheTargetIsAppliedAfterwards() {
    table("V1__a.sql", "a").table("V3__c.sql", "c");
    run.succeed();
    table("V2__b.sql", "b");

    MigrationOutcome outcome = migrate("2", RollbackPolicy.ALLOW);

    assertThat(outcome.failure()).isEmpty();
    assertThat(names(outcome)).isEqualTo("V3__c.sql");
    assertThat(tables()).isEqualTo("a b");
  }

  private void threeTables() {
    table("V1__a.sql", "a").table("V2__b.sql", "b").table("V3__c.sql", "c");
    run.succeed();
  }

  private RollbackTest table(String file, String name) {
    scripts
        .with(file, "CREATE TABLE %s ()".formatted(name))
        .with("U" + file.substring(1), "DROP TABLE " + name);
    return this;
  }

  private MigrationOutcome back(RollbackGoal goal) {
    var stop = new StopSignal();
    return new Rollback(run.open(stop), stop, _ -> {}).run(goal);
  }

  private static MigrationOutcome back(EngineRun engine, HeardLines heard, String target) {
    var stop = new StopSignal();
    return new Rollback(engine.open(stop, heard), stop, _ -> {}).run(RollbackGoal.parse(target));
  }

  private MigrationOutcome migrate(String target, RollbackPolicy policy) {
    var stop = new StopSignal();
    var set = (ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of());
    return new Migrator(
            run.open(stop),
            new Planner(new SqlFingerprint()),
            stop,
            new MigratorOptions(policy, MigrationListener.NONE))
        .run(set, Target.parse(target), OutOfOrder.REJECT);
  }

  private static String names(MigrationOutcome outcome) {
    return String.join(" ", outcome.undoneNow().stream().map(Script::fileName).toList());
  }

  private static Failure failure(MigrationOutcome outcome) {
    return outcome.failure().orElseThrow(() -> new AssertionError("it did not fail")).failure();
  }

  private String tables() {
    return String.join(
        " ",
        database.column(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname !~ '^migration_' ORDER BY 1"));
  }

  private String attempts(String script) {
    return String.valueOf(
        database.value(
            "SELECT string_agg(status || ' ' || coalesce(details ->> 'direction', '-'), ' ' ORDER BY created_at) FROM migration_attempts WHERE migration_name = '%s'"
                .formatted(script)));
  }
}
