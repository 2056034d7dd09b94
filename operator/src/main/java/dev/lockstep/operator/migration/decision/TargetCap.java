package dev.lockstep.operator.migration.decision;

import dev.lockstep.schema.SchemaVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How far a run may go while pods live that need an older schema: below the upper bound of every
/// live pod's window.
///
/// @param target the highest version that every window allows, absent when there is none
/// @param holders the pods whose windows exclude the desired version
public record TargetCap(Optional<SchemaVersion> target, List<Workload> holders) {

  /// Caps a target.
  ///
  /// @param desired where the run wants to go
  /// @param versions the versions that the set can reach
  /// @param workloads the live pods with a window on this resource
  static TargetCap of(
      SchemaVersion desired, List<SchemaVersion> versions, List<Workload> workloads) {
    List<Workload> holders =
        workloads.stream().filter(pod -> !pod.window().isBelowUpper(desired)).toList();
    if (holders.isEmpty()) {
      return new TargetCap(Optional.of(desired), List.of());
    }
    Optional<SchemaVersion> highest =
        versions.stream()
            .filter(version -> version.compareTo(desired) <= 0)
            .filter(version -> holders.stream().allMatch(pod -> pod.window().isBelowUpper(version)))
            .max(Comparator.naturalOrder());
    return new TargetCap(highest, holders);
  }

  /// The pods that hold something back: all but those that wait and can never start.
  static List<Workload> counted(List<Workload> workloads, RecordedState recorded) {
    return workloads.stream().filter(pod -> !isLeftBehind(pod, recorded)).toList();
  }

  /// The waiting pods whose windows end below every version that the database can record. Nothing
  /// that they could lose is ahead of them; only a run that goes back lets them start.
  public static List<Workload> leftBehind(List<Workload> workloads, RecordedState recorded) {
    return workloads.stream().filter(pod -> isLeftBehind(pod, recorded)).toList();
  }

  private static boolean isLeftBehind(Workload pod, RecordedState recorded) {
    return pod.stage() == Workload.Stage.GATED
        && recorded
            .snapshot()
            .flatMap(RecordedState.Snapshot::lowest)
            .filter(lowest -> !pod.window().isBelowUpper(lowest))
            .isPresent();
  }

  /// The owners that hold the run back, for a sentence.
  String owners() {
    return Workload.owners(holders);
  }
}
