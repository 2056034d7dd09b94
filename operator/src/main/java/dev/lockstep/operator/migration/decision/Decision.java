package dev.lockstep.operator.migration.decision;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The effects of one pass: what it does, and the status that it writes afterwards. A pass has no
/// other effect on the cluster.
public sealed interface Decision {
  RecordedState recorded();

  ConditionState condition();

  /// The time of the next pass if nothing changes until then.
  Optional<Instant> wakeAt();

  /// The Jobs to delete once the status is written: finished ones that [Retention] does not keep,
  /// and those that were given up before they started.
  List<String> cleanup();

  /// Changes nothing in the cluster except the status.
  record NoAction(
      RecordedState recorded,
      ConditionState condition,
      Optional<Instant> wakeAt,
      List<String> cleanup)
      implements Decision {
    NoAction(RecordedState recorded, ConditionState condition, Optional<Instant> wakeAt) {
      this(recorded, condition, wakeAt, List.of());
    }
  }

  /// Creates the Job of the next attempt.
  ///
  /// @param obsolete the Job of a verification to delete first: one whose result is recorded, or
  ///   one that is still in progress
  record Start(
      RecordedState recorded,
      ConditionState condition,
      RunPlan plan,
      Optional<String> obsolete,
      List<String> cleanup)
      implements Decision {
    Start(
        RecordedState recorded, ConditionState condition, RunPlan plan, Optional<String> obsolete) {
      this(recorded, condition, plan, obsolete, List.of());
    }

    @Override
    public Optional<Instant> wakeAt() {
      return Optional.empty();
    }
  }

  /// Releases a suspended Job after the status has announced it, if no live pod stands in its way.
  record Release(RecordedState recorded, ConditionState condition, String job, List<String> cleanup)
      implements Decision {
    Release(RecordedState recorded, ConditionState condition, String job) {
      this(recorded, condition, job, List.of());
    }

    @Override
    public Optional<Instant> wakeAt() {
      return Optional.empty();
    }
  }

  /// Deletes a Job that must not, or need not, continue, before the status is written.
  record Stop(
      RecordedState recorded,
      ConditionState condition,
      String job,
      Optional<Instant> wakeAt,
      List<String> cleanup)
      implements Decision {
    Stop(RecordedState recorded, ConditionState condition, String job, Optional<Instant> wakeAt) {
      this(recorded, condition, job, wakeAt, List.of());
    }
  }

  /// Returns a copy with Jobs to delete afterwards.
  default Decision withCleanup(List<String> jobs) {
    return switch (this) {
      case NoAction(var state, var shown, var wakeAt, _) ->
          new NoAction(state, shown, wakeAt, jobs);
      case Start(var state, var shown, var plan, var obsolete, _) ->
          new Start(state, shown, plan, obsolete, jobs);
      case Release(var state, var shown, var job, _) -> new Release(state, shown, job, jobs);
      case Stop(var state, var shown, var job, var wakeAt, _) ->
          new Stop(state, shown, job, wakeAt, jobs);
    };
  }
}
