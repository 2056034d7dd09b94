package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.spec.Rollback;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;

/// A run that may roll the schema back, and the pods that need what it would undo. Gated pods do
/// not count: what they need does not exist while such a run is in progress.
///
/// @param target the target of the run
/// @param holders the running pods whose windows begin above the target
record RollbackHold(SchemaVersion target, List<Workload> holders) {

  /// Examines a run to the target of the spec; empty if it cannot roll back.
  static Optional<RollbackHold> of(Observation observation, DesiredState.Valid spec) {
    return spec.target()
        .filter(_ -> spec.rollback() == Rollback.ALLOW)
        .filter(target -> mayBeBehind(observation.recorded(), target))
        .map(target -> new RollbackHold(target, holders(target, observation.workloads())));
  }

  /// Returns whether the database may be at a newer version; without a reading, this is unknown and
  /// therefore possible.
  private static boolean mayBeBehind(RecordedState recorded, SchemaVersion target) {
    return recorded.snapshot().map(read -> read.mayBeAbove(target)).orElse(true);
  }

  /// Returns whether the target of a run is below the recorded version.
  static boolean isRollback(DesiredState.Valid spec, RecordedState recorded, Run run) {
    return run.inputs()
        .target()
        .filter(_ -> spec.rollback() == Rollback.ALLOW)
        .filter(target -> recorded.snapshot().isPresent() && mayBeBehind(recorded, target))
        .isPresent();
  }

  private static List<Workload> holders(SchemaVersion target, List<Workload> workloads) {
    return workloads.stream()
        .filter(pod -> pod.stage() != Workload.Stage.GATED)
        .filter(pod -> !pod.window().isAboveLower(target))
        .toList();
  }

  boolean isHeldBack() {
    return !holders.isEmpty();
  }

  /// Lists the owners that hold the run back, for a message.
  String owners() {
    return Workload.owners(holders);
  }
}
