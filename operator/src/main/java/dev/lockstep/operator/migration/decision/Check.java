package dev.lockstep.operator.migration.decision;

/// One question that a pass asks. [Decider] lists all of them in their order.
@FunctionalInterface
interface Check {
  Answer ask(Situation situation);

  /// What a check finds.
  sealed interface Answer {
    /// The pass is decided; no further check is asked.
    record Decided(Decision decision) implements Answer {}

    /// The next check is asked.
    record Undecided(Situation situation) implements Answer {}
  }
}
