package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// F7: a statement that an extension rejects in a transaction block runs outside one, whatever the
/// message. A function that raises 25001 exactly in a block stands in for TimescaleDB and Citus.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class RefusedInTransactionTest {
  private static final String SETUP =
      """
      CREATE SCHEMA ts;
      CREATE TABLE ts.calls (what text);
      CREATE FUNCTION ts.prevent(what text) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF transaction_timestamp() <> statement_timestamp() THEN
          RAISE EXCEPTION '% cannot run inside a transaction block', what USING ERRCODE = '25001';
        END IF;
        INSERT INTO ts.calls VALUES (what);
      END $$;
      CREATE FUNCTION ts.on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM ts.prevent(tg_tag); END $$;
      CREATE EVENT TRIGGER ts_ddl ON ddl_command_start WHEN TAG IN ('CREATE MATERIALIZED VIEW')
        EXECUTE FUNCTION ts.on_ddl();
      CREATE PROCEDURE refresh(v regclass) LANGUAGE plpgsql AS $$
      BEGIN PERFORM ts.prevent('refresh'); END $$;
      CREATE FUNCTION distribute(t regclass) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN PERFORM ts.prevent('distribute'); END $$;
      CREATE FUNCTION builds() RETURNS void LANGUAGE plpgsql AS $$
      BEGIN EXECUTE 'CREATE INDEX CONCURRENTLY made_by_function ON events (id)'; END $$;""";

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  RefusedInTransactionTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    database.execute(SETUP);
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CALL refresh('events');",
        "SELECT distribute('events');",
        "SELECT 1, distribute('events') FROM events;\nSELECT distribute('events');",
        "CREATE MATERIALIZED VIEW v AS SELECT count(*) FROM events;",
        "DO $$ BEGIN PERFORM distribute('events'); END $$;",
        "WITH w AS (SELECT 1) SELECT distribute('events') FROM w;",
        "INSERT INTO events SELECT 7 FROM distribute('events');",
        "COPY (SELECT distribute('events')) TO stdout;",
        "EXPLAIN ANALYZE SELECT distribute('events');",
        "VALUES (distribute('events'));"
      })
  void runsByItselfWithAndWithoutAMarkerAmongOthersAndAlone(String statement) {
    scripts.with("V1__table.sql", "CREATE TABLE events (id bigint PRIMARY KEY);");
    scripts.with("V2__alone.sql", statement);
    scripts.with(
        "V3__among.sql",
        "CREATE TABLE before (id int);\nDROP MATERIALIZED VIEW IF EXISTS v;\nDELETE FROM events;\n"
            + statement
            + "\nCREATE TABLE after (id int);\n");
    scripts.with(
        "V4__marked.sql",
        "-- lockstep: no-transaction\nDROP MATERIALIZED VIEW IF EXISTS v;\nDELETE FROM events;\n"
            + statement);

    assertThat(run.succeed()).isEqualTo(4);
    assertThat(run.succeed()).isZero();

    assertThat(database.value("SELECT count(*) >= 3 FROM ts.calls")).isEqualTo("t");
    assertThat(database.value("SELECT to_regclass('before')::text || to_regclass('after')::text"))
        .isEqualTo("beforeafter");
    assertThat(database.column("SELECT DISTINCT status FROM migration_attempts"))
        .containsExactly("success");
  }

  @Test
  void aFailureStopsBehindItAndTheNextRunGoesOn() {
    scripts.with(
        "V1__a.sql",
        "CREATE TABLE events (id int);\nSELECT distribute('events');\nSELECT 1 FROM missing;\n");

    Failure failure = run.fail();
    database.execute("CREATE TABLE missing (id int)");

    assertThat(failure.statement()).isEqualTo(3);
    assertThat(failure.message()).contains("statements 1 to 2 of 3 are applied");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.value("SELECT count(*) FROM ts.calls")).isEqualTo("1");
  }

  @Test
  void anUndoAndACallbackMayHaveThemToo() {
    scripts.with("beforeMigrate.sql", "SELECT ts.prevent('callback');");
    scripts.with("V1__a.sql", "CREATE TABLE events (id int);");
    scripts.with("afterEachMigrate.sql", "SELECT ts.prevent('each');");

    assertThat(run.succeed()).isEqualTo(1);

    assertThat(database.column("SELECT what FROM ts.calls")).containsExactly("callback", "each");
    assertThat(database.value("SELECT count(*) FROM migration_history")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN EXECUTE 'CREATE INDEX CONCURRENTLY i ON events (id)'; END $$;",
        "SELECT builds();"
      })
  // F27: index-in-do
  void whatAFunctionCannotRunEitherLeavesNothingBehind(String statement) {
    scripts.with("V1__a.sql", "CREATE TABLE events (id int);\n" + statement);

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.statement()).isEqualTo(2);
    assertThat(failure.sqlState()).isEqualTo("25001");
    assertThat(failure.hint())
        .contains("Write the named command as a statement of the script")
        .contains("Nothing in the script was applied");
    assertThat(database.value("SELECT to_regclass('events')")).isNull();
  }

  @Test
  // F27: index-in-do
  void theMarkerLetsItBeTriedByItselfOnce() {
    scripts.with(
        "V1__a.sql",
        "-- lockstep: no-transaction\nCREATE TABLE events (id int);\nSELECT builds();");

    Failure first = run.fail();
    Failure second = run.fail();

    assertThat(first.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(first.hint())
        .contains("Write the named command as a statement of the script")
        .contains("resumes at statement 2");
    assertThat(second.message()).isEqualTo(first.message());
  }

  @Test
  void whatIsRefusedByItselfAsWellFailsOnce() {
    database.execute(
        """
        CREATE FUNCTION never() RETURNS void LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'not at all' USING ERRCODE = '25001'; END $$""");
    scripts.with("V1__a.sql", "CREATE TABLE a (id int);\nSELECT never();");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.message()).contains("statement 2, line 2: not at all");
    assertThat(failure.hint()).contains("also refused outside a transaction");
    assertThat(database.column("SELECT status FROM migration_attempts")).containsExactly("failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "SELECT 1;\n"})
  void aTransactionOfTheScriptsOwnIsItsOwn(String head) {
    scripts.with(
        "V1__a.sql", head + "BEGIN;\nCREATE TABLE a (id int);\nSELECT distribute('a');\nCOMMIT;");

    Failure failure = run.fail();

    assertThat(failure.sqlState()).isEqualTo("25001");
    assertThat(failure.hint()).contains("move it out of the script's BEGIN and COMMIT");
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;",
        "SET LOCAL transaction_isolation = 'serializable';",
        "SET \"transaction_isolation\" = 'serializable';",
        "SELECT set_config('transaction_isolation', 'serializable', true);"
      })
  void aTransactionModeThatComesTooLateIsNoReasonToLeaveTheTransaction(String statement) {
    scripts.with("V1__a.sql", "CREATE TABLE a (id int);\nSELECT 1 FROM a;\n" + statement);

    Failure failure = run.fail();

    assertThat(failure.statement()).isEqualTo(3);
    assertThat(failure.sqlState()).isEqualTo("25001");
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
  }
}
