package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureClass;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Runners that are killed during a journaled script, and the runs after them.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class JournalKillTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  JournalKillTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
    database.execute("CREATE TABLE gate (); CREATE TABLE a (id int PRIMARY KEY)");
  }

  @Test
  void aKilledRunnerGoesOnAfterTheLastFinishedStatement() throws SQLException {
    scripts.with(
        "V1__a.sql",
        "INSERT INTO a VALUES (1); VACUUM gate; INSERT INTO a VALUES (2); VACUUM; INSERT INTO a VALUES (3);");

    killWhileBlocked("LOCK gate IN SHARE UPDATE EXCLUSIVE MODE", "VACUUM gate");

    assertThat(database.column("SELECT id FROM a")).containsExactly("1");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2", "3");
    assertThat(attempts()).containsExactly("failed Interrupted", "success");
    assertThat(
            database.value(
                "SELECT details ->> 'message' FROM migration_attempts WHERE status = 'failed'"))
        .contains("to what its journal has");
  }

  @Test
  void aConcurrentBuildThatWasCutOffIsClearedAwayAndBuilt() throws SQLException {
    scripts.with(
        "V1__a.sql",
        "INSERT INTO a VALUES (1); CREATE INDEX CONCURRENTLY a_twice ON a (id); INSERT INTO a VALUES (2);");

    killWhileBlocked("INSERT INTO a VALUES (7)", "CREATE INDEX");
    List<String> left =
        database.column("SELECT relname FROM pg_class WHERE relname LIKE 'a_twice%'");

    assertThat(left).containsExactly("a_twice");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(
            database.column(
                "SELECT indisvalid FROM pg_index WHERE indexrelid::regclass::text LIKE 'a_twice%'"))
        .containsExactly("t");
    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2");
  }

  @Test
  void aConcurrentBuildThatFailsLeavesNothingInvalid() {
    database.execute("CREATE TABLE twice AS SELECT 1 AS id UNION ALL SELECT 1");
    scripts.with("V1__a.sql", "CREATE UNIQUE INDEX CONCURRENTLY twice_id ON twice (id);");

    Failure failure = run.fail();
    database.execute("DELETE FROM twice WHERE ctid = (SELECT min(ctid) FROM twice)");

    assertThat(failure.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(failure.sqlState()).isEqualTo("23505");
    assertThat(database.column("SELECT relname FROM pg_class WHERE relname LIKE 'twice_%'"))
        .isEmpty();
    assertThat(run.succeed()).isEqualTo(1);
  }

  @Test
  void aGroupThatWasCutOffIsNotAppliedInPart() throws SQLException {
    scripts.with(
        "V1__a.sql",
        "VACUUM; INSERT INTO a VALUES (1); ALTER TABLE gate ADD COLUMN x int; INSERT INTO a VALUES (2);");

    killWhileBlocked("LOCK gate IN ACCESS SHARE MODE", "ALTER TABLE gate");

    assertThat(database.column("SELECT id FROM a")).isEmpty();
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2");
  }

  @Test
  void aTransactionOfTheScriptsOwnIsBegunAgain() throws SQLException {
    scripts.with(
        "V1__a.sql",
        """
        INSERT INTO a VALUES (1);
        BEGIN;
        INSERT INTO a VALUES (2);
        COMMIT;
        BEGIN ISOLATION LEVEL REPEATABLE READ;
        INSERT INTO a VALUES (3);
        COMMIT AND CHAIN;
        INSERT INTO a VALUES (4);
        ALTER TABLE gate ADD COLUMN x int;
        CREATE TABLE seen AS SELECT current_setting('transaction_isolation') AS level;
        COMMIT;
        """);

    killWhileBlocked("LOCK gate IN ACCESS SHARE MODE", "ALTER TABLE gate");

    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2", "3");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2", "3", "4");
    assertThat(database.value("SELECT level FROM seen")).isEqualTo("repeatable read");
  }

  @Test
  void aProcedureThatWasCutOffStopsUntilAPersonSaysSo() throws SQLException {
    scripts.with(
        "V1__a.sql",
        """
        INSERT INTO a VALUES (1);
        DO $$ BEGIN INSERT INTO a VALUES (2); COMMIT; LOCK gate; INSERT INTO a VALUES (3); END $$;
        INSERT INTO a VALUES (4);
        """);
    killWhileBlocked("LOCK gate", "DO");

    Failure unknown = run.fail();
    Failure still = run.fail();

    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2");
    assertThat(unknown.kind()).isEqualTo(FailureKind.OUTCOME_UNKNOWN);
    assertThat(unknown.failureClass()).isEqualTo(FailureClass.PERMANENT);
    assertThat(unknown.statement()).isEqualTo(2);
    assertThat(unknown.hint())
        .contains(
            "lockstep repair --script V1__a.sql --resume-from 3 if it completed, --resume-from 2 to run it");
    assertThat(still.kind()).isEqualTo(FailureKind.OUTCOME_UNKNOWN);

    assertThat(repair("V1__a.sql", 3)).isZero();
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2", "4");
    assertThat(attempts())
        .containsExactly(
            "failed Interrupted",
            "failed OutcomeUnknown",
            "failed OutcomeUnknown",
            "failed Repaired",
            "success");
  }

  @Test
  void aTerminatedSessionLosesNothing() throws SQLException {
    scripts.with("V1__a.sql", "INSERT INTO a VALUES (1); VACUUM gate; INSERT INTO a VALUES (2);");
    try (var runner = LockstepProcess.migrate(database, scripts);
        var blocker = block("LOCK gate IN SHARE UPDATE EXCLUSIVE MODE")) {
      awaitBlocked("VACUUM gate");
      database.column(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'VACUUM gate%' AND pid <> pg_backend_pid()");
      blocker.rollback();
      assertThat(runner.exitCode()).isIn(0, 13);
    }
    run.succeed();

    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2");
    assertThat(database.column("SELECT status FROM migration_history")).containsExactly("success");
  }

  @Test
  void sigtermSaysHowFarItCame() throws SQLException {
    scripts.with("V1__a.sql", "INSERT INTO a VALUES (1); VACUUM gate; INSERT INTO a VALUES (2);");
    try (var runner = LockstepProcess.migrate(database, scripts, "--output", "json");
        var blocker = block("LOCK gate IN SHARE UPDATE EXCLUSIVE MODE")) {
      awaitBlocked("VACUUM gate");
      runner.terminate();

      assertThat(runner.exitCode()).isEqualTo(15);
      assertThat(runner.out()).contains("\"kind\":\"Interrupted\"", "statement 1 of 3 is applied");
      blocker.rollback();
    }
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column("SELECT id FROM a ORDER BY id")).containsExactly("1", "2");
  }

  @Test
  void aRepairIsRefusedWhereThereIsNothingToRepair() {
    scripts.with("V1__a.sql", "VACUUM; SELECT nope;").with("V2__b.sql", "SELECT 1");
    run.fail();

    assertThat(repair("V2__b.sql", 1)).isEqualTo(2);
    assertThat(repair("V1__a.sql", 0)).isEqualTo(2);
    assertThat(repair("V1__a.sql", 4)).isEqualTo(2);
    assertThat(repair("V3__c.sql", 1)).isEqualTo(2);
    assertThat(repair("V1__a.sql", 3)).isZero();
    assertThat(run.succeed()).isEqualTo(2);
    assertThat(repair("V1__a.sql", 3)).isEqualTo(2);
  }

  private int repair(String script, int from) {
    var arguments =
        new ArrayList<>(List.of("repair", "--url", database.jdbcUrl(), "--user", database.user()));
    arguments.addAll(List.of("--scripts", scripts.path().toString(), "--script", script));
    arguments.addAll(List.of("--resume-from", Integer.toString(from)));
    try (var process = LockstepProcess.start(arguments)) {
      return process.exitCode();
    }
  }

  /// Kills a runner whose script waits for a lock, and releases the lock when the runner's
  /// statement has ended.
  private void killWhileBlocked(String lock, String statement) throws SQLException {
    try (var runner = LockstepProcess.migrate(database, scripts, "--lock-timeout", "0s");
        var blocker = block(lock)) {
      awaitBlocked(statement);
      runner.kill();
      Await.until("the server has noticed", LIMIT, () -> waiting(statement).equals("0"));
      blocker.rollback();
    }
  }

  private Connection block(String lock) throws SQLException {
    Connection blocker = database.connect();
    blocker.setAutoCommit(false);
    try (var statement = blocker.createStatement()) {
      statement.execute(lock);
    }
    return blocker;
  }

  private void awaitBlocked(String statement) {
    Await.until("blocked: " + statement, LIMIT, () -> waiting(statement).equals("1"));
  }

  private String waiting(String statement) {
    return String.valueOf(
        database.value(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() AND query LIKE '%s%%'"
                .formatted(statement)));
  }

  private List<String> attempts() {
    return database
        .column(
            "SELECT concat_ws(' ', status, details ->> 'kind') FROM migration_attempts ORDER BY created_at")
        .stream()
        .map(String::valueOf)
        .toList();
  }
}
