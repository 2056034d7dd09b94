package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.Rollback;
import dev.lockstep.operator.migration.Observation.Wish;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;

/// A run that may take the schema back, and the pods that need what it would take away. Gated pods
/// do not count: what they need is not there for as long as such a run is under way.
///
/// @param target where the run goes
/// @param holders the running pods whose windows begin above it
record GoingBack(SchemaVersion target, List<Workload> holders) {

  /// Looks at a run to the target that the spec asks for; empty when it cannot go back.
  static Optional<GoingBack> of(Observation seen, Wish.Migrate wish) {
    return wish.target()
        .filter(_ -> wish.rollback() == Rollback.ALLOW)
        .filter(target -> mayBeBehind(seen.facts(), target))
        .map(target -> new GoingBack(target, holders(target, seen.workloads())));
  }

  /// Without a reading nobody knows whether the database is further.
  private static boolean mayBeBehind(Facts facts, SchemaVersion target) {
    return facts.reading().isEmpty()
        || facts
            .reading()
            .flatMap(Facts.Reading::version)
            .flatMap(SchemaVersion::tryParse)
            .filter(recorded -> recorded.compareTo(target) > 0)
            .isPresent();
  }

  /// Whether a run goes to a version below the one that is recorded.
  static boolean isUnderWay(Wish.Migrate wish, Facts facts, Run run) {
    return run.made()
        .target()
        .filter(_ -> wish.rollback() == Rollback.ALLOW)
        .filter(target -> facts.reading().isPresent() && mayBeBehind(facts, target))
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
    return String.join(", ", holders.stream().map(Workload::owner).distinct().sorted().toList());
  }
}
