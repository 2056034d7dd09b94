package dev.lockstep.engine.postgres;

import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.Migrator;
import dev.lockstep.engine.MigratorOptions;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.statement.SqlFingerprint;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.Failure;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs of the engine in this JVM against a target with all options.
public record TargetRun(PostgresTarget target, ScriptFolder scripts, RunSettings settings) {
  public static TargetRun of(TestDatabase database, ScriptFolder scripts) {
    var target =
        new PostgresTarget(
            database.host() + ":" + database.port(),
            database.name(),
            database.user(),
            database.password(),
            Map.of());
    return new TargetRun(target, scripts, EngineRun.of(database, scripts).settings());
  }

  public TargetRun withSession(SessionOptions session) {
    return with(target.hosts(), target.password(), session, target.parameters());
  }

  public TargetRun withRole(String role) {
    return withSession(new SessionOptions(role, Map.of()));
  }

  public TargetRun withSettings(Map<String, String> values) {
    return withSession(new SessionOptions(null, values));
  }

  public TargetRun withParameters(Map<String, String> parameters) {
    return with(target.hosts(), target.password(), target.session(), parameters);
  }

  public TargetRun withHosts(String hosts) {
    return with(hosts, target.password(), target.session(), target.parameters());
  }

  public TargetRun withoutPassword() {
    return with(target.hosts(), null, target.session(), target.parameters());
  }

  private TargetRun with(
      String hosts,
      @Nullable String password,
      SessionOptions session,
      Map<String, String> parameters) {
    var other =
        new PostgresTarget(hosts, target.database(), target.user(), password, session, parameters);
    return new TargetRun(other, scripts, settings);
  }

  public TargetRun within(RunSettings other) {
    return new TargetRun(target, scripts, other);
  }

  public PostgresDatabase open() {
    return new PostgresDatabase(target, settings, new StopSignal());
  }

  public MigrationOutcome migrate() {
    return migrate(ProgressListener.NONE);
  }

  private MigrationOutcome migrate(ProgressListener listener) {
    var stop = new StopSignal();
    var set = (ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of());
    var database = new PostgresDatabase(target, settings, stop, listener);
    return new Migrator(database, new Planner(new SqlFingerprint()), stop, MigratorOptions.DEFAULT)
        .run(set, new Target.Latest(), OutOfOrder.REJECT);
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
    MigrationOutcome outcome = migrate(listener);
    outcome
        .failure()
        .ifPresent(
            failure -> {
              throw new AssertionError(failure.failure().toString(), failure);
            });
    return outcome.appliedNow().size();
  }
}
