package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Migration;
import dev.lockstep.engine.MigrationOutcome;
import dev.lockstep.engine.OutOfOrder;
import dev.lockstep.engine.Planner;
import dev.lockstep.engine.ScriptSet;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.Target;
import dev.lockstep.schema.Failure;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs of the engine in this JVM against a target with everything that one can have.
record TargetRun(PostgresTarget target, ScriptFolder scripts, PostgresSettings settings) {
  static TargetRun of(TestDatabase database, ScriptFolder scripts) {
    var target =
        new PostgresTarget(
            database.host() + ":" + database.port(),
            database.name(),
            database.user(),
            database.password(),
            Map.of());
    return new TargetRun(target, scripts, EngineRun.of(database, scripts).settings());
  }

  TargetRun withSession(SessionOptions session) {
    return with(target.hosts(), target.password(), session, target.parameters());
  }

  TargetRun withRole(String role) {
    return withSession(new SessionOptions(role, Map.of()));
  }

  TargetRun withSettings(Map<String, String> values) {
    return withSession(new SessionOptions(null, values));
  }

  TargetRun withParameters(Map<String, String> parameters) {
    return with(target.hosts(), target.password(), target.session(), parameters);
  }

  TargetRun withHosts(String hosts) {
    return with(hosts, target.password(), target.session(), target.parameters());
  }

  TargetRun withoutPassword() {
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

  TargetRun within(PostgresSettings other) {
    return new TargetRun(target, scripts, other);
  }

  PostgresDatabase open() {
    return new PostgresDatabase(target, settings, new StopSignal());
  }

  MigrationOutcome migrate() {
    var stop = new StopSignal();
    var set = (ScriptSet) ScriptSet.read(List.of(scripts.path()), Map.of());
    var database = new PostgresDatabase(target, settings, stop);
    return new Migration(database, new Planner(new SqlFingerprint()), stop, _ -> {})
        .run(set, new Target.Latest(), OutOfOrder.REJECT);
  }

  /// The failure of a run that is to fail.
  Failure fail() {
    return migrate().failure().orElseThrow(() -> new AssertionError("it did not fail")).failure();
  }

  /// A run that is to succeed.
  int succeed() {
    MigrationOutcome outcome = migrate();
    outcome
        .failure()
        .ifPresent(
            failure -> {
              throw new AssertionError(failure.failure().toString(), failure);
            });
    return outcome.appliedNow().size();
  }
}
