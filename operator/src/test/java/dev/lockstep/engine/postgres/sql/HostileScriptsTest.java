package dev.lockstep.engine.postgres.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureClass;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts that manipulate the session or the run as far as they can.
@ExtendWith(PostgresExtension.class)
final class HostileScriptsTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  HostileScriptsTest(PostgresServer server, @TempDir Path folder) {
    database = server.createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT pg_advisory_unlock_all()",
        "SET search_path = nowhere",
        "SET search_path = ''",
        "SET lock_timeout = '1ms'; SET idle_in_transaction_session_timeout = '100ms'",
        "SET statement_timeout = '3s'",
        "SET client_min_messages = debug5",
        "SET session_replication_role = replica",
        "SET standard_conforming_strings = off;\nSELECT 'it\\'s; SELECT 1'",
        "SET default_transaction_isolation = serializable; SET default_transaction_read_only = on",
        "SET synchronous_commit = on",
        "SET row_security = off; SET check_function_bodies = off; SET xmloption = content",
        "CREATE ROLE %s NOLOGIN; SET ROLE %s",
        "CREATE ROLE %s NOLOGIN; SET SESSION AUTHORIZATION %s",
        "SELECT set_config('lockstep.session', 'mine', false)",
        "DECLARE c CURSOR WITH HOLD FOR SELECT 1; LISTEN x; PREPARE p AS SELECT 1",
        "CREATE TEMP TABLE migration_history (id int); CREATE TEMP TABLE migration_attempts (id int)",
        "SAVEPOINT a; SELECT 1; ROLLBACK TO a; RELEASE a",
        "SELECT generate_series(1, 2000000)",
        "DO $$ BEGIN FOR i IN 1..20000 LOOP RAISE NOTICE 'notice %%', i; END LOOP; END $$",
        "",
        "-- a comment\n/* and /* another */ */ ;;;",
        "CREATE FUNCTION now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'; SET search_path = public, pg_catalog",
        "SET client_encoding = 'LATIN1'; CREATE TABLE \"größer\" (t text)",
        "SET DateStyle = 'ISO, DMY'; SET TimeZone = 'Asia/Tokyo'"
      })
  void isAppliedOnceAndLeavesNothingToTheNext(String text) {
    String role = "hostile_" + database.name() + "_" + Integer.toHexString(text.hashCode());
    scripts.with("V1__hostile.sql", text.replace("%s", role).replace("%%", "%"));
    scripts.with(
        "V2__next.sql", "CREATE TABLE next AS SELECT current_user::text AS who, 'a\\' AS s");

    assertThat(run.succeed()).isEqualTo(2);
    assertThat(run.succeed()).isZero();

    assertThat(database.value("SELECT who || s FROM public.next")).isEqualTo("postgres" + "a\\");
    assertThat(database.column("SELECT status FROM public.migration_attempts"))
        .containsExactly("success", "success");
    assertThat(
            database.value(
                "SELECT count(*) FROM public.migration_history WHERE applied_at IS NOT NULL AND execution_ms >= 0"))
        .isEqualTo("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET TRANSACTION READ ONLY; SELECT 1",
        "BEGIN READ ONLY; SELECT 1; COMMIT",
        "SELECT 1; SET TRANSACTION READ ONLY"
      })
  void aReadOnlyScriptFailsForGoodBecauseItCannotBeRecorded(String text) {
    scripts.with("V1__a.sql", text);

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.hint()).contains("READ ONLY");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP SCHEMA public CASCADE; CREATE SCHEMA public",
        "DROP SCHEMA public CASCADE",
        "TRUNCATE migration_history",
        "TRUNCATE migration_history, migration_attempts",
        "DELETE FROM migration_attempts",
        "UPDATE migration_history SET status = 'failure'",
        "ALTER SCHEMA public RENAME TO old; CREATE SCHEMA public",
        "BEGIN; DROP TABLE migration_attempts CASCADE; COMMIT; SELECT 1"
      })
  void aScriptThatTakesTheHistoryAwayIsRolledBackAndToldSo(String text) {
    scripts.with("V1__a.sql", text);

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.message()).startsWith("V1__a.sql: the script removes Lockstep's history: ");
    assertThat(failure.hint()).contains("--schema");
    assertThat(database.column("SELECT status FROM public.migration_attempts"))
        .containsExactly("failed");
  }

  @Test
  void aDeferredTriggerThatMissesATableIsNotTheHistoryTakenAway() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE a (id int);
        CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS
          'BEGIN PERFORM 1 FROM nowhere; RETURN NULL; END';
        CREATE CONSTRAINT TRIGGER late AFTER INSERT ON a DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION late();
        INSERT INTO a VALUES (1)""");

    Failure failure = run.fail();

    assertThat(failure.sqlState()).isEqualTo("42P01");
    assertThat(failure.message()).doesNotContain("removes Lockstep's history").contains("nowhere");
  }

  @Test
  void aLiteralLargerThanAChunkIsSent() {
    scripts.with("V1__a.sql", "CREATE TABLE a AS SELECT '%s' AS t;".formatted("é".repeat(100_000)));

    run.succeed();

    assertThat(database.value("SELECT length(t) FROM a")).isEqualTo("100000");
  }

  @Test
  void aStatementThatTakesTooLongNamesTheLimitAndIsNotRepeated() {
    scripts.with("V1__a.sql", "CREATE TABLE a ();\nSELECT pg_sleep(20);");

    Failure failure = run.withStatementTimeout(Duration.ofSeconds(1)).fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.sqlState()).isEqualTo("57014");
    assertThat(failure.statement()).isEqualTo(2);
    assertThat(failure.message()).contains("the limit is 1s");
    assertThat(failure.hint()).contains("--statement-timeout", "timeouts.statement");
    assertThat(database.value("SELECT count(*) FROM migration_attempts")).isEqualTo("1");
  }

  @Test
  void aSessionThatIsTerminatedCanBeRunAgain() {
    scripts.with("V1__a.sql", "CREATE TABLE a (); SELECT pg_terminate_backend(pg_backend_pid())");

    Failure failure = run.fail();
    scripts.with("V1__a.sql", "CREATE TABLE a ()");

    assertThat(failure.failureClass()).isEqualTo(FailureClass.TRANSIENT);
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column("SELECT status FROM migration_attempts ORDER BY created_at"))
        .containsExactly("failed", "failed", "failed", "failed", "success");
  }

  @Test
  void aScriptThatEndsTheLockSessionIsRolledBackAndSaysSo() {
    scripts.with(
        "V1__a.sql",
        "CREATE TABLE a ();\nSELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database());\nSELECT pg_sleep(30);");

    Failure failure = run.fail();

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_RETRYABLE);
    assertThat(failure.message()).contains("held the run lock was lost");
    assertThat(failure.statement()).isEqualTo(3);
    assertThat(database.value("SELECT to_regclass('a')")).isNull();
  }

  @Test
  void versionsOfTwentyDigitsAreOrderedAsNumbers() {
    scripts
        .with("V18446744073709551616__b.sql", "CREATE TABLE b AS SELECT * FROM a")
        .with("V9446744073709551617__a.sql", "CREATE TABLE a (id int)");

    assertThat(run.succeed()).isEqualTo(2);
    assertThat(database.value("SELECT version FROM current_schema_version"))
        .isEqualTo("18446744073709551616");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UPPER", "with space", "quo\"te", "quo'te", "back\\slash", "größe", "a.b"})
  void theSchemaMayHaveAnyName(String schema) {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "ALTER TABLE a ADD id int");

    assertThat(run.withSchema(schema).succeed()).isEqualTo(2);
    assertThat(run.withSchema(schema).succeed()).isZero();

    assertThat(
            database.value(
                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relname IN ('a', 'migration_history', 'migration_attempts') AND nspname = "
                    + Sql.literal(schema)))
        .isEqualTo("3");
  }

  @Test
  void aMissingSchemaIsCreatedOnlyByWhoMay() {
    String user = "reader_" + database.name();
    database.execute("CREATE ROLE %s LOGIN".formatted(user));
    scripts.with("V1__a.sql", "CREATE TABLE a ()");
    var limited = EngineRun.of(database.as(user, ""), scripts).withSchema("shop");

    Failure failure = limited.fail();
    database.execute("CREATE SCHEMA shop; GRANT USAGE, CREATE ON SCHEMA shop TO " + user);

    assertThat(failure.kind()).isEqualTo(FailureKind.PRIVILEGE_MISSING);
    assertThat(failure.message()).contains("schema shop does not exist");
    assertThat(failure.hint()).contains("GRANT");
    assertThat(limited.succeed()).isEqualTo(1);
  }
}
