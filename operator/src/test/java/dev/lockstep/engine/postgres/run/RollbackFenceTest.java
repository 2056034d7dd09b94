package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.MigrationListener;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Migrator;
import dev.lockstep.engine.MigratorOptions;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.Rollback;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.plan.RollbackGoal;
import dev.lockstep.engine.plan.RollbackPolicy;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Rollbacks that are interrupted or concurrent.
@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class RollbackFenceTest {
  private static final String SLEEPERS =
      "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' AND datname = current_database() AND pid <> pg_backend_pid()";

  /// The common pool has one thread on a machine with two cores, but two runs must be concurrent.
  private static final Executor THREADS = run -> Thread.ofPlatform().daemon().start(run);

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final EngineRun run;

  RollbackFenceTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts =
        ScriptFolder.in(folder)
            .with("1_a.sql", "CREATE TABLE a ()")
            .with("1_a.down.sql", "DROP TABLE a")
            .with("2_b.sql", "CREATE TABLE b ()")
            .with(
                "2_b.down.sql",
                "DROP TABLE b; SELECT pg_sleep(CASE WHEN count(*) > 0 THEN 30 ELSE 0 END) FROM slow");
    run = EngineRun.of(database, scripts);
    database.execute("CREATE TABLE slow AS SELECT 1 AS x");
    assertThat(run.succeed()).isEqualTo(2);
  }

  @Test
  void anUndoWhoseRunnerWasKilledIsRolledBackAndTheNextRunGoesOn() {
    try (var first = LockstepProcess.start(arguments("--target", "none"))) {
      awaitSleep();
      first.kill();
      database.execute("DELETE FROM slow");

      MigrationOutcome second = back();

      assertThat(second.failure()).isEmpty();
      assertThat(second.undoneNow()).hasSize(2);
    }
    assertThat(attemptsAtSecond())
        .containsExactly("success", "failed rollback", "success rollback");
    assertThat(database.value("SELECT to_regclass('b')")).isNull();
  }

  @Test
  void anUndoWhoseSessionIsLostIsTriedAgainInTheSameRun() {
    var outcome = CompletableFuture.supplyAsync(this::back, THREADS);
    awaitSleep();
    database.execute("DELETE FROM slow");
    database.execute(SLEEPERS.replace("SELECT pid", "SELECT pg_terminate_backend(pid)"));

    assertThat(outcome.join().failure()).isEmpty();
    assertThat(outcome.join().undoneNow()).hasSize(2);
    assertThat(attemptsAtSecond())
        .containsExactly("success", "failed rollback", "success rollback");
  }

  @Test
  void ofTwoRunsToOneTargetOneGoesBackAndTheOtherFindsNothingToDo() {
    var first = CompletableFuture.supplyAsync(this::migrateBack, THREADS);
    awaitSleep();
    var second = CompletableFuture.supplyAsync(this::migrateBack, THREADS);
    Await.until(
        "the second has come to the lock",
        Duration.ofSeconds(60),
        () ->
            database
                    .column(
                        "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()")
                    .size()
                >= 3);
    database.execute("DELETE FROM slow");
    database.execute(SLEEPERS.replace("SELECT pid", "SELECT pg_terminate_backend(pid)"));

    assertThat(first.join().failure()).isEmpty();
    assertThat(second.join().failure()).isEmpty();
    assertThat(first.join().undoneNow().size() + second.join().undoneNow().size()).isEqualTo(1);
    assertThat(database.column("SELECT status FROM migration_history ORDER BY version"))
        .containsExactly("success", "rollback");
  }

  @Test
  void aRunForwardWaitsForOneThatGoesBack() {
    var first = CompletableFuture.supplyAsync(this::back, THREADS);
    awaitSleep();
    var second = CompletableFuture.supplyAsync(() -> run.migrate(OutOfOrder.REJECT), THREADS);
    database.execute("DELETE FROM slow");
    database.execute(SLEEPERS.replace("SELECT pid", "SELECT pg_cancel_backend(pid)"));

    assertThat(first.join().failure()).isPresent();
    assertThat(second.join().failure()).isEmpty();
    assertThat(second.join().appliedNow()).isEmpty();
    assertThat(database.value("SELECT to_regclass('b')")).isEqualTo("b");
  }

  private MigrationOutcome back() {
    var stop = new StopSignal();
    return new Rollback(run.open(stop), stop, _ -> {}).run(new RollbackGoal.ToNothing());
  }

  private MigrationOutcome migrateBack() {
    var stop = new StopSignal();
    var set = (ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of());
    var database = run.open(stop, ProgressListener.NONE);
    return new Migrator(
            database,
            new Planner(new SqlFingerprint()),
            stop,
            new MigratorOptions(RollbackPolicy.ALLOW, MigrationListener.NONE))
        .run(set, Target.parse("1"), OutOfOrder.REJECT);
  }

  private List<String> arguments(String... more) {
    var all =
        new ArrayList<>(
            List.of("rollback", "--url", database.jdbcUrl(), "--user", database.user()));
    all.addAll(List.of(more));
    return all;
  }

  private void awaitSleep() {
    Await.until(
        "the undo sleeps", Duration.ofSeconds(20), () -> !database.column(SLEEPERS).isEmpty());
  }

  private List<String> attemptsAtSecond() {
    return database
        .column(
            "SELECT concat_ws(' ', status, details ->> 'direction') FROM migration_attempts WHERE version_applied = '2' ORDER BY created_at")
        .stream()
        .map(String::valueOf)
        .toList();
  }
}
