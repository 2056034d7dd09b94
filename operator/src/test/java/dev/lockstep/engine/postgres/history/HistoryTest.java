package dev.lockstep.engine.postgres.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
final class HistoryTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  HistoryTest(PostgresServer server, @TempDir Path folder) {
    database = server.createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @Test
  void anEditedScriptIsRefusedWithBothChecksums() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");
    run.succeed();
    String applied = String.valueOf(database.value("SELECT checksum FROM migration_history"));
    scripts.with("V1__a.sql", "CREATE TABLE b ()").with("V2__c.sql", "CREATE TABLE c ()");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.CHECKSUM_MISMATCH);
    assertThat(failure.message())
        .contains("V1__a.sql", "checksum " + applied.substring(0, 12) + ",")
        .matches(".*now [0-9a-f]{12}\\).*");
    assertThat(database.value("SELECT to_regclass('c')")).isNull();
  }

  @Test
  void anAppliedScriptThatIsGoneIsUnknownApplied() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "CREATE TABLE b ()");
    run.succeed();
    scripts.without("V1__a.sql");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.UNKNOWN_APPLIED);
    assertThat(failure.message()).contains("V1__a.sql");
  }

  @Test
  void anOlderScriptIsRefusedUnlessItIsAllowed() {
    scripts.with("V2__b.sql", "CREATE TABLE b ()");
    run.succeed();
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    Failure failure = run.fail();
    var allowed = run.migrate(OutOfOrder.APPLY);

    assertThat(failure.kind()).isEqualTo(FailureKind.OUT_OF_ORDER);
    assertThat(allowed.failure()).isEmpty();
    assertThat(database.value("SELECT version FROM current_schema_version")).isEqualTo("2");
  }

  @Test
  void readingCreatesNothing() {
    try (var reader = run.open(new StopSignal())) {
      assertThat(reader.read().records()).isEmpty();
    }

    assertThat(database.value("SELECT to_regclass('migration_history')")).isNull();
  }

  @Test
  void anotherTableOfThatNameIsLeftAlone() {
    database.execute("CREATE TABLE migration_history (foo int)");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.HISTORY_UNUSABLE);
    assertThat(
            database.column(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'migration_history'::regclass AND attnum > 0"))
        .containsExactly("foo");
  }

  @Test
  void aTableOfTheSameShapeIsBroughtUpAndKept() {
    database.execute(
        "CREATE TABLE migration_history (id bigserial PRIMARY KEY, migration_name text NOT NULL UNIQUE,"
            + " applied_at timestamptz DEFAULT now(), status text DEFAULT 'success', error_message text);"
            + " INSERT INTO migration_history (migration_name) VALUES ('V1__a.sql')");
    scripts.with("V1__a.sql", "SELECT 1/0").with("V2__b.sql", "CREATE TABLE b ()");

    int applied = run.succeed();

    assertThat(applied).isEqualTo(1);
    assertThat(database.value("SELECT obj_description('migration_history'::regclass)"))
        .isEqualTo(HistoryLayout.COMMENT_PREFIX + HistoryLayout.CURRENT);
  }

  @Test
  void aHistoryOfANewerProgramIsLeftAlone() {
    run.succeed();
    database.execute("COMMENT ON TABLE migration_history IS 'Lockstep history, layout 99'");

    assertThat(run.fail().kind()).isEqualTo(FailureKind.HISTORY_UNUSABLE);
  }

  @Test
  void keepsTheHistoryInTheSchemaThatIsAskedFor() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    run.withSchema("My \"shop\"").succeed();

    assertThat(database.value("SELECT to_regclass('\"My \"\"shop\"\"\".a') IS NOT NULL"))
        .isEqualTo("t");
    assertThat(database.value("SELECT count(*) FROM \"My \"\"shop\"\"\".migration_history"))
        .isEqualTo("1");
  }

  @Test
  void nothingRunsWhenOneOfTheScriptsCannotBeCut() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "SELECT 'open");
    scripts
        .with("V3__c.sql", "PREPARE TRANSACTION 'x'")
        .with("V4__d.sql", "SET datestyle = 'German'");

    var exception = run.migrate().failure().orElseThrow();

    assertThat(exception.failure().kind()).isEqualTo(FailureKind.SCRIPTS_REFUSED);
    assertThat(exception.failure().message()).contains("V2__b.sql, line 1");
    assertThat(exception.errors()).hasSize(2);
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
  }

  @Test
  void datesAreReadAsTheDatabaseIsSetTo() {
    database.execute("ALTER DATABASE " + database.name() + " SET datestyle = 'SQL, DMY'");
    database.execute("ALTER DATABASE " + database.name() + " SET timezone = 'Asia/Tokyo'");
    scripts.with(
        "V1__a.sql",
        "CREATE TABLE a AS SELECT '03/02/2024'::date AS d, current_setting('timezone') AS z");

    run.succeed();

    assertThat(database.value("SELECT to_char(d, 'YYYY-MM-DD') || z FROM a"))
        .isEqualTo("2024-02-03Asia/Tokyo");
  }

  @Test
  void aFullDiskIsWorthAnotherAttemptAndSaysWhatToDo() {
    scripts.with(
        "V1__a.sql",
        "DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$");

    Failure failure = EngineRun.of(database, scripts).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_RETRYABLE);
    assertThat(failure.hint()).contains("free some space");
  }

  @Test
  void theUndoHalfIsStoredWithTheScript() {
    scripts.with("1_a.up.sql", "CREATE TABLE a ()").with("1_a.down.sql", "DROP TABLE a -- 'ü'\n");

    run.succeed();

    assertThat(database.value("SELECT rollback_sql FROM migration_history"))
        .isEqualTo("DROP TABLE a -- 'ü'\n");
  }
}
