package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.spec.Rollback;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;

/// A run that may take the schema back, and the pods that need what it would take away. Gated pods
/// do not count: what they need does not exist while such a run is in progress.
///
/// @param target where the run goes
/// @param holders the running pods whose windows begin above it
record RollbackHold(SchemaVersion target, List<Workload> holders) {

  /// Looks at a run to the target that the spec asks for; empty when it cannot go back.
  static Optional<RollbackHold> of(Observation observation, DesiredState.Valid spec) {
    return spec.target()
        .filter(_ -> spec.rollback() == Rollback.ALLOW)
        .filter(target -> mayBeBehind(observation.recorded(), target))
        .map(target -> new RollbackHold(target, holders(target, observation.workloads())));
  }

  /// Without a reading nobody knows whether the database is further.
  private static boolean mayBeBehind(RecordedState recorded, SchemaVersion target) {
    return recorded.snapshot().map(read -> read.mayBeAbove(target)).orElse(true);
  }

  /// Whether a run goes to a version below the one that is recorded.
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

  /// The owners that hold the run back, for a sentence.
  String owners() {
    return Workload.owners(holders);
  }
}
