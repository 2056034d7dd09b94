package dev.lockstep.operator.migration.decision;

import dev.lockstep.schema.SchemaVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The highest target of a run while live pods need an older schema: it must not exceed the upper
/// bound of any live pod's window.
///
/// @param target the highest version that every window allows, absent if there is none
/// @param holders the pods whose windows exclude the desired version
public record TargetCap(Optional<SchemaVersion> target, List<Workload> holders) {

  /// Caps a target.
  ///
  /// @param desired the target of the run
  /// @param versions the versions of the set
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

  /// Returns the pods that count: all except those that wait and can never start.
  static List<Workload> counted(List<Workload> workloads, RecordedState recorded) {
    return workloads.stream().filter(pod -> !isLeftBehind(pod, recorded)).toList();
  }

  /// Returns the waiting pods whose windows end below every version that the database may record.
  /// No further run can make it worse for them; only a rollback lets them start.
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

  /// Lists the owners that hold the run back, for a message.
  String owners() {
    return Workload.owners(holders);
  }
}
