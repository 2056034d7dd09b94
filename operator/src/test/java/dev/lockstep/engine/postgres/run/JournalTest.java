package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts that cannot run in one transaction, and how they resume after an error.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class JournalTest {
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  JournalTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @Test
  void whatCannotBeOneTransactionIsRunInSteps() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE a (id int);
        INSERT INTO a SELECT generate_series(1, 10);
        CREATE INDEX CONCURRENTLY a_id ON a (id);
        VACUUM ANALYZE a;
        COPY a FROM stdin;
        11
        12
        \\.
        ALTER TABLE a ADD COLUMN b text;
        """);

    assertThat(run.succeed()).isEqualTo(1);
    assertThat(run.succeed()).isZero();

    assertThat(database.value("SELECT count(*) FROM a")).isEqualTo("12");
    assertThat(
            database.value("SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_id'::regclass"))
        .isEqualTo("t");
    assertThat(database.column("SELECT status FROM migration_attempts")).containsExactly("success");
    assertThat(database.value("SELECT count(DISTINCT xmin::text) FROM a")).isEqualTo("2");
  }

  @Test
  void aScriptThatEndsWithAnInvalidIndexHasFailed() {
    database.execute("CREATE TABLE a (id int)");
    database.execute("INSERT INTO a VALUES (1), (1)");
    assertThatThrownBy(() -> database.execute("CREATE UNIQUE INDEX CONCURRENTLY a_id ON a (id)"))
        .hasMessageContaining("could not create unique index");
    scripts.with(
        "V1__a.sql", "VACUUM a;\nCREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS a_id ON a (id);");

    Failure failure = run.fail();

    assertThat(failure.statement()).isEqualTo(2);
    assertThat(failure.message()).contains("invalid");
    assertThat(database.value("SELECT status FROM migration_history")).isEqualTo("failure");
  }

  @Test
  void goesOnAfterTheLastFinishedStatement() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE a (id int);
        INSERT INTO a VALUES (1);
        VACUUM a;
        INSERT INTO a VALUES (2);
        INSERT INTO a SELECT id FROM missing;
        INSERT INTO a VALUES (4);
        """);

    Failure failure = run.fail();
    database.execute("CREATE TABLE missing AS SELECT 3 AS id");

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.statement()).isEqualTo(5);
    assertThat(failure.message()).contains("statements 1 to 3 of 6 are applied");
    assertThat(failure.hint()).contains("resumes at statement 4");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2", "3", "4");
    assertThat(database.column("SELECT status FROM migration_attempts ORDER BY created_at"))
        .containsExactly("failed", "success");
    assertThat(database.column("SELECT status FROM migration_history")).containsExactly("success");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DO $$ BEGIN INSERT INTO a VALUES (1); RAISE NOTICE 'done'; END $$",
        "DO $$ BEGIN INSERT INTO a VALUES (1); COMMIT; RAISE NOTICE 'done'; END $$",
        "SELECT done()"
      })
  void aRunThatIsStoppedBehindAStepResumesBehindIt(String step) {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE a (id int);
        CREATE FUNCTION done() RETURNS void LANGUAGE plpgsql AS
          $$ BEGIN INSERT INTO a VALUES (1); RAISE NOTICE 'done'; END $$;
        VACUUM a;
        %s;
        VACUUM a;
        """
            .formatted(step));
    var stop = new StopSignal();

    MigrationOutcome stopped = run.migrate(OutOfOrder.REJECT, new StopAtFirstNotice(stop), stop);

    assertThat(stopped.failure().orElseThrow().failure().message())
        .contains("statements 1 to 4 of 5 are applied");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.value("SELECT count(*) FROM a")).isEqualTo("1");
  }

  @Test
  void theRestMayBeEditedAfterAFailureAndWhatIsAppliedMayNot() {
    String done = "CREATE TABLE a (id int);\nVACUUM a;\n";
    scripts.with("V1__a.sql", done + "INSERT INTO a VALUES ('x');");
    run.fail();

    scripts.with("V1__a.sql", done.replace("int", "bigint") + "INSERT INTO a VALUES (1);");
    Failure edited = run.fail();
    scripts.with("V1__a.sql", "-- corrected\n" + done + "INSERT INTO a VALUES (1);");

    assertThat(edited.kind()).isEqualTo(FailureKind.CHECKSUM_MISMATCH);
    assertThat(edited.message()).contains("V1__a.sql: statements 1 to 2 were applied");
    assertThat(edited.hint()).contains("lockstep repair --script V1__a.sql --resume-from N");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column("SELECT id FROM a")).containsExactly("1");
  }

  @Test
  void aScriptWhoseRestBecameTransactionalStillGoesOn() {
    scripts.with("V1__a.sql", "CREATE TABLE a (id int); VACUUM a; SELECT nope;");
    run.fail();
    scripts.with("V1__a.sql", "CREATE TABLE a (id int); VACUUM a; INSERT INTO a VALUES (1);");

    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column("SELECT id FROM a")).containsExactly("1");
  }

  @Test
  void settingsAndRolesOfFinishedStatementsAreThereAgain() {
    String role = "replay_" + database.name();
    database.execute(
        "CREATE SCHEMA other; CREATE ROLE %s; GRANT ALL ON SCHEMA other TO %s"
            .formatted(role, role));
    String head =
        """
        SET search_path = other;
        SELECT pg_catalog.set_config('my.flag', 'on', false);
        BEGIN;
        SET statement_timeout = '9s';
        SAVEPOINT s;
        SET statement_timeout = '8s';
        ROLLBACK TO SAVEPOINT s;
        COMMIT;
        BEGIN;
        SET statement_timeout = '7s';
        ROLLBACK;
        SET ROLE %s;
        CREATE TABLE a AS SELECT 1 AS id;
        """
            .formatted(role);
    scripts.with("V1__a.sql", head + "SELECT nope;");
    run.fail();
    scripts.with(
        "V1__a.sql",
        head
            + """
            CREATE TABLE seen AS SELECT current_user::text AS who, current_setting('my.flag') AS flag,
              current_setting('statement_timeout') AS timeout;
            """);

    assertThat(run.succeed()).isEqualTo(1);

    assertThat(database.value("SELECT seen::text FROM other.seen"))
        .isEqualTo("(%s,on,9s)".formatted(role));
  }

  @Test
  void whatLivedInTheSessionOnlyIsASentenceWithTheWayOut() {
    scripts.with(
        "V1__a.sql",
        "CREATE TEMP TABLE scratch AS SELECT 1 AS id; VACUUM; CREATE TABLE a AS SELECT 1/0 FROM scratch;");
    run.fail();

    Failure failure = run.fail();

    assertThat(failure.message())
        .contains("cannot resume at statement 3")
        .contains("the temporary table scratch");
    assertThat(failure.hint()).contains("repair --script V1__a.sql --resume-from 4");
  }

  @Test
  void aTemporaryTableThatIsGoneAgainDoesNotHinder() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT 1 AS id;
        VACUUM;
        CREATE TABLE a AS SELECT id FROM missing;
        """);
    run.fail();
    database.execute("CREATE TABLE missing AS SELECT 3 AS id");

    assertThat(run.succeed()).isEqualTo(1);
  }

  @Test
  void aProcedureThatCommitsIsRunOutsideOfATransaction() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE a (id int);
        CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$
        BEGIN FOR i IN 1..3 LOOP INSERT INTO a VALUES (i); COMMIT; END LOOP; END $$;
        CALL fill();
        DO $$ BEGIN INSERT INTO a VALUES (4); COMMIT; INSERT INTO a VALUES (5); END $$;
        """);

    assertThat(run.succeed()).isEqualTo(1);

    assertThat(database.value("SELECT count(*) FROM a")).isEqualTo("5");
    assertThat(database.value("SELECT count(DISTINCT xmin::text) FROM a")).isEqualTo("5");
  }

  @Test
  void aNewEnumValueIsUsedInALaterTransaction() {
    scripts.with("V1__a.sql", "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE a (m mood);");
    scripts.with(
        "V2__b.sql",
        "ALTER TYPE mood ADD VALUE 'happy'; INSERT INTO a VALUES ('happy'); INSERT INTO a VALUES ('sad');");

    assertThat(run.succeed()).isEqualTo(2);

    assertThat(database.column("SELECT m FROM a ORDER BY m")).containsExactly("sad", "happy");
  }

  @Test
  void aNewEnumValueThatAFunctionAddsIsUsedInALaterTransaction() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TYPE mood AS ENUM ('sad');
        CREATE TABLE a (m mood);
        CREATE FUNCTION more() RETURNS int LANGUAGE plpgsql AS
          $$ BEGIN ALTER TYPE mood ADD VALUE 'happy'; RETURN 1; END $$;
        """);
    scripts.with("V2__b.sql", "SELECT more(); SELECT 1; INSERT INTO a VALUES ('happy');");

    assertThat(run.succeed()).isEqualTo(2);

    assertThat(database.column("SELECT m FROM a")).containsExactly("happy");
  }

  @Test
  void aJournaledScriptWithMoreLocksThanTheServerHasRoomForIsCutIntoSeveralTransactions() {
    String lock =
        "INSERT INTO a SELECT count(pg_advisory_xact_lock(%d, n)) FROM generate_series(1, 4000) n;";
    scripts.with("V1__a.sql", "CREATE TABLE a (n int);");
    scripts.with(
        "V2__b.sql",
        IntStream.range(0, 8)
            .mapToObj(lock::formatted)
            .collect(Collectors.joining("\n", "VACUUM a;\n", "")));

    assertThat(run.succeed()).isEqualTo(2);

    assertThat(database.value("SELECT count(*) FROM a")).isEqualTo("8");
  }

  @Test
  void whatTheServerRefusesInATransactionForItsTableIsRunOutside() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE p (id int) PARTITION BY RANGE (id);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
        CREATE INDEX p_id ON p (id);
        REINDEX TABLE p;
        INSERT INTO p VALUES (1);
        """);

    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.value("SELECT count(*) FROM p")).isEqualTo("1");
  }

  @Test
  void setTransactionTooLateStaysAFailure() {
    scripts.with("V1__a.sql", "SELECT 1; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT 2;");

    Failure failure = run.fail();

    assertThat(failure.sqlState()).isEqualTo("25001");
    assertThat(database.value("SELECT details -> 'journal' FROM migration_attempts")).isNull();
  }

  @Test
  void aSelectThatCommitsStaysAFailure() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
        CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN CALL p(); RETURN 1; END';
        SELECT f();
        """);

    Failure failure = run.fail();

    assertThat(failure.sqlState()).isEqualTo("2D000");
    assertThat(database.value("SELECT to_regproc('f')")).isNull();
  }

  @Test
  void discardAllMakesTheSessionANewOneAndKeepsTheLock() {
    scripts.with(
        "V1__a.sql",
        """
        SET statement_timeout = '9s';
        DISCARD ALL;
        CREATE TABLE seen AS SELECT current_setting('statement_timeout') AS timeout,
          (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks;
        """);

    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.value("SELECT seen::text FROM seen")).isEqualTo("(0,1)");
  }

  @Test
  void aLockThatAScriptDropsIsTakenAgain() {
    scripts.with(
        "V1__a.sql",
        """
        VACUUM;
        SELECT pg_advisory_unlock_all();
        CREATE TABLE seen AS SELECT count(*) AS locks FROM pg_locks
        WHERE locktype = 'advisory' AND pid = pg_backend_pid();
        """);
    scripts.with("V2__b.sql", "-- in steps\nVACUUM;");

    assertThat(run.succeed()).isEqualTo(2);
  }

  @Test
  void whatCommitsReadOnlyIsRunWithoutAnEntry() {
    scripts.with(
        "V1__a.sql",
        """
        CREATE TABLE a (id int);
        BEGIN READ ONLY;
        SELECT count(*) FROM a;
        COMMIT;
        SET default_transaction_read_only = on;
        SELECT 1;
        SELECT 2;
        SET default_transaction_read_only = off;
        INSERT INTO a VALUES (1);
        """);

    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.value("SELECT count(*) FROM a")).isEqualTo("1");
  }

  /// Requests the stop in the middle of the statement that raises a notice.
  private record StopAtFirstNotice(StopSignal stop) implements ProgressListener {
    @Override
    public void tell(String line, @Nullable String confidential) {
      stop.request();
    }

    @Override
    public void warn(String sentence, @Nullable String confidential) {
      stop.request();
    }

    @Override
    public Duration pause(Duration elapsed) {
      return Duration.ofHours(1);
    }
  }
}
