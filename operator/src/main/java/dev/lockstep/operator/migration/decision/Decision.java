package dev.lockstep.operator.migration.decision;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Everything that one pass does, and what the status is to say afterwards. A pass has no other
/// effect on the cluster.
public sealed interface Decision {
  RecordedState recorded();

  ConditionState condition();

  /// When to look again although nothing changed.
  Optional<Instant> wakeAt();

  /// The Jobs that are deleted once the status is written: finished ones beyond those that
  /// [Retention] keeps, and those that were given up before they started.
  List<String> cleanup();

  /// Changes nothing in the cluster but the status.
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
  /// @param obsolete a Job to delete first: one that is lost, or that was made for other inputs and
  ///   never started
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

  /// Releases a suspended Job, once the status announces it and no live pod stands in its way.
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

  /// Deletes a Job that must not or need not go on, before the status is written.
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

  /// The same decision with Jobs to delete afterwards.
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
