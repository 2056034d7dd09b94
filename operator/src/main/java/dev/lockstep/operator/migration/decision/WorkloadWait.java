package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.RecordedState.Snapshot;
import dev.lockstep.operator.migration.decision.Workload.Stage;
import dev.lockstep.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A run that waits for pods, and whether the wait can end by itself. Pure.
///
/// @param cap the pods that hold the run back, and the version that they allow
/// @param desired the target of the run
/// @param workloads the pods that count
/// @param recorded the recorded facts about the database
record WorkloadWait(
    TargetCap cap, SchemaVersion desired, List<Workload> workloads, RecordedState recorded) {
  /// The time that pods of different workloads must wait for each other before this counts as a
  /// deadlock. A user who updates two workloads one after the other removes the old one within that
  /// time.
  static final Duration PATIENCE = Duration.ofMinutes(2);

  /// The kinds of owners that replace a pod that ends. Pods of a Job, and pods without an owner,
  /// end eventually.
  private static final Set<String> KEEPERS =
      Set.of(
          "Deployment",
          "ReplicaSet",
          "ReplicationController",
          "Rollout",
          "StatefulSet",
          "DaemonSet");

  ConditionState condition(Instant now) {
    Optional<String> owner = owner();
    if (owner.isPresent()) {
      return new ConditionState.Stalled(
          ConditionReason.WINDOWS_DISJOINT,
          ("The running and the waiting pods of %s need versions that exclude each other, so neither can make progress:"
                  + " release an intermediate version that works with both.")
              .formatted(owner.get()));
    }
    Optional<Instant> since = mutualSince();
    if (since.filter(from -> !now.isBefore(from.plus(PATIENCE))).isPresent()) {
      return new ConditionState.Stalled(
          ConditionReason.WINDOWS_DISJOINT,
          ("Version %s waits until the running pods of %s are gone, and pods of %s wait for that version, so neither can make progress:"
                  + " scale the old workload down, or release an intermediate version that works with both.")
              .formatted(desired, cap.owners(), Workload.owners(waiting())));
    }
    String needed =
        waiting().isEmpty()
            ? " Deploy the release that works with it together with the scripts, not after them."
            : " Waiting pods of %s need it.".formatted(Workload.owners(waiting()));
    return new ConditionState.Working(
        ConditionReason.WAITING_FOR_WORKLOADS,
        "Version %s waits until the pods that need an older schema are gone: %s.%s"
            .formatted(desired, cap.owners(), needed));
  }

  /// Returns the time at which the deadlock becomes certain, if nothing changes until then.
  Optional<Instant> certainAt(Instant now) {
    return owner().isPresent()
        ? Optional.empty()
        : mutualSince().map(since -> since.plus(PATIENCE)).filter(now::isBefore);
  }

  /// Returns an owner whose waiting and running pods need versions that exclude each other. Its
  /// controller removes no running pod before a waiting one has started.
  private Optional<String> owner() {
    return cap.holders().stream()
        .filter(pod -> pod.stage() == Stage.LIVE)
        .filter(
            live ->
                waiting().stream()
                    .anyMatch(
                        pod ->
                            pod.owner().equals(live.owner())
                                && !pod.window().intersects(live.window())))
        .map(Workload::owner)
        .findFirst();
  }

  /// Returns since when pods of different workloads have been waiting for each other: every waiting
  /// pod needs the version that is held back, and every pod that holds it back is running and would
  /// be replaced. Empty if the wait can still end by itself.
  private Optional<Instant> mutualSince() {
    List<Workload> waiting = waiting();
    boolean stuck =
        reachable().isPresent()
            && !waiting.isEmpty()
            && workloads.stream()
                .filter(pod -> pod.stage() == Stage.GATED)
                .allMatch(waiting::contains)
            && cap.holders().stream().allMatch(WorkloadWait::stays);
    return stuck
        ? waiting.stream().map(Workload::created).max(Comparator.naturalOrder())
        : Optional.empty();
  }

  private static boolean stays(Workload pod) {
    return pod.stage() == Stage.LIVE
        && KEEPERS.contains(pod.owner().substring(0, pod.owner().indexOf('/')));
  }

  /// Returns the waiting pods that need a newer version than can be reached.
  private List<Workload> waiting() {
    Optional<SchemaVersion> reachable = reachable();
    return workloads.stream()
        .filter(pod -> pod.stage() == Stage.GATED)
        .filter(pod -> reachable.map(version -> !pod.window().isAboveLower(version)).orElse(true))
        .toList();
  }

  /// Returns the newest version that can be recorded while these pods live.
  private Optional<SchemaVersion> reachable() {
    return Stream.concat(
            cap.target().stream(), recorded.snapshot().flatMap(Snapshot::highest).stream())
        .max(Comparator.naturalOrder());
  }
}
