package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.recovery.StatementScene;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// The next run of a script detects what a failed or killed statement has left in the catalog.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(PostgresVersion.class)
final class ResumedStatementTest {
  /// A concurrent statement also waits for the snapshot of a query that only watches.
  private static final String WAITS_FOR_TRANSACTION =
      """
      AND EXISTS (SELECT FROM pg_stat_activity b
        WHERE b.state = 'idle in transaction' AND b.pid = ANY (pg_blocking_pids(a.pid)))""";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String INDEXES =
      "SELECT indexrelid::regclass || ' ' || indisvalid FROM pg_index WHERE indrelid = 't'::regclass ORDER BY 1";

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  ResumedStatementTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    database.execute("CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 1), (1, 2)");
    scripts = ScriptFolder.in(folder);
    run = EngineRun.of(database, scripts);
  }

  @Test
  void aUniqueBuildOverDuplicatesSucceedsOnceTheDataIsMended() {
    scripts.with(
        "V1__a.sql",
        "SET search_path = pg_catalog, public; CREATE UNIQUE INDEX CONCURRENTLY i ON t (a); ANALYZE t;");

    Failure failure = run.fail();

    assertThat(failure.sqlState()).isEqualTo("23505");
    assertThat(failure.statement()).isEqualTo(2);
    database.execute("DELETE FROM t WHERE b = 2");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column(INDEXES)).containsExactly("i true");
  }

  @Test
  void aBuildWaitsForWritersLongerThanOtherStatementsMay() throws SQLException {
    scripts.with("V1__a.sql", "CREATE INDEX CONCURRENTLY i ON t (a);");
    var impatient = run.withLockTimeout(Duration.ofMillis(200));
    try (var writer = StatementScene.openTransaction(database, "INSERT INTO t VALUES (99)")) {
      var applied = CompletableFuture.supplyAsync(impatient::succeed);
      String waitsLong =
          workers(
              "AND wait_event_type = 'Lock' AND query_start < clock_timestamp() - '1 s'::interval");
      Await.until(
          "the build waits longer than others may",
          LIMIT,
          () -> applied.isDone() || !database.column(waitsLong).isEmpty());
      assertThat(applied).isNotDone();

      writer.rollback();

      assertThat(applied.join()).isOne();
    }
    assertThat(database.column("SELECT status FROM migration_attempts")).containsExactly("success");
  }

  @Test
  void theClearingAwayOfAFailedBuildWaitsForReadersAsABuildDoes() throws SQLException {
    scripts.with("V1__a.sql", "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a);");
    var impatient = run.withLockTimeout(Duration.ofMillis(200));
    try (var reader = StatementScene.openTransaction(database, "SELECT FROM t")) {
      var failure = CompletableFuture.supplyAsync(impatient::fail);
      String waitsLong =
          workers(
              "AND wait_event_type = 'Lock' AND query_start < clock_timestamp() - '1 s'::interval");
      Await.until(
          "the DROP INDEX waits longer than others may",
          LIMIT,
          () -> failure.isDone() || !database.column(waitsLong).isEmpty());

      reader.rollback();

      assertThat(failure.join().sqlState()).isEqualTo("23505");
    }
    assertThat(database.column(INDEXES)).isEmpty();
  }

  @Test
  void aRunnerKilledDuringABuildLeavesNothing() throws SQLException {
    scripts.with("V1__a.sql", "CREATE INDEX CONCURRENTLY ON t (a);");
    killWhileItWaits("INSERT INTO t VALUES (2, 2)");

    assertThat(run.succeed()).isEqualTo(1);

    assertThat(database.column(INDEXES)).containsExactly("t_a_idx true");
  }

  @Test
  void aRunnerKilledDuringAReindexLeavesNothing() throws SQLException {
    database.execute("CREATE INDEX i ON t (a)");
    scripts.with("V1__a.sql", "REINDEX TABLE CONCURRENTLY t;");
    killWhileItWaits("INSERT INTO t VALUES (2, 2)");

    assertThat(run.succeed()).isEqualTo(1);

    assertThat(database.column(INDEXES)).containsExactly("i true");
  }

  @Test
  void aRunnerKilledDuringADetachIsFollowedByItsEnd() throws SQLException {
    database.execute(
        "CREATE TABLE p (a int) PARTITION BY RANGE (a); CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (9)");
    scripts.with("V1__a.sql", "ALTER TABLE p DETACH PARTITION c CONCURRENTLY;");
    killWhileItWaits("SELECT * FROM p");

    assertThat(run.succeed()).isEqualTo(1);

    assertThat(database.column("SELECT inhrelid FROM pg_inherits")).isEmpty();
  }

  @Test
  void anInvalidIndexOfAnotherToolIsNamedAndNotTouched() {
    try (var other = new StatementScene(database, "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)")) {
      assertThat(other.run()).isEqualTo("23505");
    }
    scripts.with("V1__a.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (b);");

    Failure skipped = run.fail();
    scripts.with("V1__a.sql", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (b);");
    Failure again = run.fail();

    assertThat(skipped.kind()).isEqualTo(FailureKind.SCRIPT_FAILED);
    assertThat(skipped.message()).contains("index public.i already existed and is invalid");
    assertThat(skipped.hint()).contains("DROP INDEX CONCURRENTLY public.i");
    assertThat(again.message()).isEqualTo(skipped.message());
    assertThat(database.column(INDEXES)).containsExactly("i false");
    database.execute("DROP INDEX i");
    assertThat(run.succeed()).isEqualTo(1);
    assertThat(database.column(INDEXES)).containsExactly("i true");
  }

  private void killWhileItWaits(String busy) throws SQLException {
    try (var _ = StatementScene.openTransaction(database, busy);
        var runner = LockstepProcess.migrate(database, scripts)) {
      Await.until(
          "the statement waits for the open transaction",
          LIMIT,
          () -> !database.column(workers(WAITS_FOR_TRANSACTION)).isEmpty());
      runner.kill();
      Await.until("the server has noticed", LIMIT, () -> database.column(workers("")).isEmpty());
    }
  }

  private static String workers(String condition) {
    return """
    SELECT pid FROM pg_stat_activity a WHERE datname = current_database()
      AND query ~ 'CONCURRENTLY' AND pid <> pg_backend_pid() %s"""
        .formatted(condition);
  }
}
