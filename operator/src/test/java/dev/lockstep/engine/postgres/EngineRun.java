package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Migration;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.OutOfOrder;
import dev.lockstep.engine.Planner;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.Target;
import dev.lockstep.schema.Failure;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Runs of the engine in this JVM.
record EngineRun(TestDatabase database, ScriptFolder scripts, PostgresSettings settings) {
  private static final PostgresTimeouts TIMEOUTS =
      new PostgresTimeouts(
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ofSeconds(30));

  static EngineRun of(TestDatabase database, ScriptFolder scripts) {
    return new EngineRun(database, scripts, new PostgresSettings("public", "run-1", TIMEOUTS));
  }

  EngineRun with(PostgresTimeouts timeouts) {
    return new EngineRun(
        database, scripts, new PostgresSettings(settings.schema(), settings.runId(), timeouts));
  }

  EngineRun withLockTimeout(Duration lock) {
    PostgresTimeouts old = settings.timeouts();
    return with(
        new PostgresTimeouts(
            old.connect(),
            lock,
            old.lockRetry(),
            old.concurrentLock(),
            old.statement(),
            old.advisoryLock()));
  }

  EngineRun withLockRetryTimeout(Duration lockRetry) {
    PostgresTimeouts old = settings.timeouts();
    return with(
        new PostgresTimeouts(
            old.connect(),
            old.lock(),
            lockRetry,
            old.concurrentLock(),
            old.statement(),
            old.advisoryLock()));
  }

  EngineRun withConnectTimeout(Duration connect) {
    PostgresTimeouts old = settings.timeouts();
    return with(
        new PostgresTimeouts(
            connect,
            old.lock(),
            old.lockRetry(),
            old.concurrentLock(),
            old.statement(),
            old.advisoryLock()));
  }

  EngineRun withStatementTimeout(Duration statement) {
    PostgresTimeouts old = settings.timeouts();
    return with(
        new PostgresTimeouts(
            old.connect(),
            old.lock(),
            old.lockRetry(),
            old.concurrentLock(),
            statement,
            old.advisoryLock()));
  }

  EngineRun withAdvisoryLockTimeout(Duration wait) {
    PostgresTimeouts old = settings.timeouts();
    return with(
        new PostgresTimeouts(
            old.connect(),
            old.lock(),
            old.lockRetry(),
            old.concurrentLock(),
            old.statement(),
            wait));
  }

  EngineRun withSchema(String schema) {
    return new EngineRun(
        database, scripts, new PostgresSettings(schema, settings.runId(), settings.timeouts()));
  }

  PostgresDatabase open(StopSignal stop) {
    return open(stop, ProgressListener.NONE);
  }

  PostgresDatabase open(StopSignal stop, ProgressListener listener) {
    var target =
        new PostgresTarget(
            database.host() + ":" + database.port(),
            database.name(),
            database.user(),
            database.password(),
            Map.of());
    return new PostgresDatabase(target, settings, stop, listener);
  }

  MigrationOutcome migrate() {
    return migrate(OutOfOrder.REJECT);
  }

  MigrationOutcome migrate(OutOfOrder outOfOrder) {
    return migrate(outOfOrder, ProgressListener.NONE);
  }

  MigrationOutcome migrate(OutOfOrder outOfOrder, ProgressListener listener) {
    var stop = new StopSignal();
    var set = (ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of());
    return new Migration(open(stop, listener), new Planner(new SqlFingerprint()), stop, _ -> {})
        .run(set, new Target.Latest(), outOfOrder);
  }

  /// The failure of a run that is to fail.
  Failure fail() {
    return migrate().failure().orElseThrow(() -> new AssertionError("it did not fail")).failure();
  }

  /// A run that is to succeed.
  int succeed() {
    return succeed(ProgressListener.NONE);
  }

  /// A run that is to succeed, and that is listened to.
  int succeed(ProgressListener listener) {
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
