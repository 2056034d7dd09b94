package dev.lockstep.operator.migration.decision;

/// One check of a pass. [Decider] lists all of them in their order.
@FunctionalInterface
interface Check {
  Answer ask(Situation situation);

  /// The result of a check.
  sealed interface Answer {
    /// The pass is decided, and no further check is asked.
    record Decided(Decision decision) implements Answer {}

    /// The next check is asked.
    record Undecided(Situation situation) implements Answer {}
  }
}
