package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.RecordedState.LastRun;
import dev.lockstep.operator.migration.decision.RecordedState.Snapshot;
import dev.lockstep.schema.SchemaVersion;
import java.util.Optional;

/// The condition of a suspended resource for which a run would start otherwise. It is based on the
/// recorded facts, because a suspended resource is not verified at intervals.
final class Suspension {
  private static final String HINT = "; set it to false to continue.";

  private Suspension() {}

  static ConditionState condition(
      Observation observation,
      DesiredState.Valid spec,
      Scripts.Available scripts,
      Optional<SchemaVersion> desired) {
    RecordedState recorded = observation.recorded();
    if (isDone(recorded, spec, scripts, desired)) {
      return ConditionMessages.inStep(recorded);
    }
    String why;
    if (recorded.snapshot().isEmpty()
        || PendingScripts.count(recorded.snapshot().get(), scripts, desired) > 0) {
      why = "There are scripts to run, but spec.suspend is true";
    } else if (recorded
        .lastRun()
        .filter(run -> !run.inputsDigest().equals(spec.inputsDigest()))
        .isPresent()) {
      why = "The resource has changed since the last run, but spec.suspend is true";
    } else {
      why = "The last run did not succeed, but spec.suspend is true";
    }
    return new ConditionState.Stalled(ConditionReason.SUSPENDED, why + HINT);
  }

  /// Returns whether a run would have nothing to do although the spec has changed since the last
  /// one: the files are the same, and all are applied. A placeholder with another value may change
  /// a repeatable script.
  private static boolean isDone(
      RecordedState recorded,
      DesiredState.Valid spec,
      Scripts.Available scripts,
      Optional<SchemaVersion> desired) {
    return !spec.placeholders()
        && recorded.lastRun().filter(LastRun::succeeded).isPresent()
        && !recorded.isUncertain()
        && recorded
            .snapshot()
            .filter(read -> read.scriptsDigest().equals(scripts.digest()))
            .filter(read -> read.recordedVersion().equals(desired))
            .filter(read -> PendingScripts.count(read, scripts, desired) == 0)
            .map(Snapshot::database)
            .filter(spec.database()::equals)
            .isPresent();
  }
}
