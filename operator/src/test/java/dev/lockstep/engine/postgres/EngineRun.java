package dev.lockstep.engine.postgres;

import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Migrator;
import dev.lockstep.engine.MigratorOptions;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.RunTimeouts;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.Failure;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Runs of the engine in this JVM.
public record EngineRun(TestDatabase database, ScriptFolder scripts, RunSettings settings) {
  private static final RunTimeouts TIMEOUTS =
      new RunTimeouts(
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofSeconds(30));

  public static EngineRun of(TestDatabase database, ScriptFolder scripts) {
    return new EngineRun(database, scripts, new RunSettings("public", "run-1", TIMEOUTS));
  }

  EngineRun with(RunTimeouts timeouts) {
    return new EngineRun(
        database, scripts, new RunSettings(settings.schema(), settings.runId(), timeouts));
  }

  public EngineRun withLockTimeout(Duration lock) {
    RunTimeouts old = settings.timeouts();
    return with(
        new RunTimeouts(
            old.connect(),
            lock,
            old.lockRetry(),
            old.concurrentLock(),
            old.statement(),
            old.advisoryLock()));
  }

  public EngineRun withLockRetryTimeout(Duration lockRetry) {
    RunTimeouts old = settings.timeouts();
    return with(
        new RunTimeouts(
            old.connect(),
            old.lock(),
            lockRetry,
            old.concurrentLock(),
            old.statement(),
            old.advisoryLock()));
  }

  public EngineRun withConnectTimeout(Duration connect) {
    RunTimeouts old = settings.timeouts();
    return with(
        new RunTimeouts(
            connect,
            old.lock(),
            old.lockRetry(),
            old.concurrentLock(),
            old.statement(),
            old.advisoryLock()));
  }

  public EngineRun withStatementTimeout(Duration statement) {
    RunTimeouts old = settings.timeouts();
    return with(
        new RunTimeouts(
            old.connect(),
            old.lock(),
            old.lockRetry(),
            old.concurrentLock(),
            statement,
            old.advisoryLock()));
  }

  public EngineRun withAdvisoryLockTimeout(Duration wait) {
    RunTimeouts old = settings.timeouts();
    return with(
        new RunTimeouts(
            old.connect(),
            old.lock(),
            old.lockRetry(),
            old.concurrentLock(),
            old.statement(),
            wait));
  }

  public EngineRun withSchema(String schema) {
    return new EngineRun(
        database, scripts, new RunSettings(schema, settings.runId(), settings.timeouts()));
  }

  public PostgresDatabase open(StopSignal stop) {
    return open(stop, ProgressListener.NONE);
  }

  public PostgresDatabase open(StopSignal stop, ProgressListener listener) {
    var target =
        new PostgresTarget(
            database.host() + ":" + database.port(),
            database.name(),
            database.user(),
            database.password(),
            Map.of());
    return new PostgresDatabase(target, settings, stop, listener);
  }

  public MigrationOutcome migrate() {
    return migrate(OutOfOrder.REJECT);
  }

  public MigrationOutcome migrate(OutOfOrder outOfOrder) {
    return migrate(outOfOrder, ProgressListener.NONE);
  }

  public MigrationOutcome migrate(OutOfOrder outOfOrder, ProgressListener listener) {
    return migrate(outOfOrder, listener, new StopSignal());
  }

  public MigrationOutcome migrate(
      OutOfOrder outOfOrder, ProgressListener listener, StopSignal stop) {
    var set = (ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of());
    return new Migrator(
            open(stop, listener), new Planner(new SqlFingerprint()), stop, MigratorOptions.DEFAULT)
        .run(set, new Target.Latest(), outOfOrder);
  }

  /// Runs the scripts, which must fail, and returns the failure.
  public Failure fail() {
    return migrate().failure().orElseThrow(() -> new AssertionError("it did not fail")).failure();
  }

  /// Runs the scripts, which must succeed.
  public int succeed() {
    return succeed(ProgressListener.NONE);
  }

  /// Runs the scripts, which must succeed, with a listener.
  public int succeed(ProgressListener listener) {
    MigrationOutcome outcome = migrate(OutOfOrder.REJECT, listener);
    outcome
        .failure()
        .ifPresent(
            failure -> {
              throw new AssertionError(failure.failure().toString(), failure);
            });
    return outcome.appliedNow().size();
  }
}
