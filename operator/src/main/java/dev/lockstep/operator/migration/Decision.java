package dev.lockstep.operator.migration;

import java.time.Instant;
import java.util.Optional;

/// What one pass does. Each carries what the status is to say afterwards.
sealed interface Decision {
  Facts facts();

  Verdict verdict();

  /// When to look again although nothing changed.
  Optional<Instant> wakeAt();

  /// Changes nothing in the cluster but the status.
  record Rest(Facts facts, Verdict verdict, Optional<Instant> wakeAt) implements Decision {}

  /// Creates the Job of the next attempt.
  ///
  /// @param obsolete a Job to delete first: one that is lost, or that was made for other inputs and
  ///   never started
  record Start(Facts facts, Verdict verdict, RunPlan plan, Optional<String> obsolete)
      implements Decision {
    @Override
    public Optional<Instant> wakeAt() {
      return Optional.empty();
    }
  }

  /// Lets a held Job go, once the status announces it and no live pod stands in its way.
  record Release(Facts facts, Verdict verdict, String job) implements Decision {
    @Override
    public Optional<Instant> wakeAt() {
      return Optional.empty();
    }
  }

  /// Deletes a Job that must not or need not go on.
  record Stop(Facts facts, Verdict verdict, String job, Optional<Instant> wakeAt)
      implements Decision {}
}
