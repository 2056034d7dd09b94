package dev.lockstep.operator.migration;

import dev.lockstep.schema.SchemaVersion;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// How far a run may go while pods live that need an older schema: below the upper bound of every
/// live pod's window.
///
/// @param target the highest version that every window allows, absent when there is none
/// @param holders the pods whose windows exclude the desired version
record TargetCap(Optional<SchemaVersion> target, List<Workload> holders) {

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

  /// An owner whose waiting pods and whose serving pods need versions that exclude each other, so
  /// that neither can ever give way to the other.
  static Optional<String> deadlockedOwner(List<Workload> workloads) {
    return workloads.stream()
        .filter(pod -> pod.stage() == Workload.Stage.LIVE)
        .filter(
            live ->
                workloads.stream()
                    .anyMatch(
                        waiting ->
                            waiting.stage() == Workload.Stage.GATED
                                && waiting.owner().equals(live.owner())
                                && !waiting.window().intersects(live.window())))
        .map(Workload::owner)
        .findFirst();
  }

  /// The owners that hold the run back, for a sentence.
  String owners() {
    return String.join(", ", holders.stream().map(Workload::owner).distinct().sorted().toList());
  }
}
