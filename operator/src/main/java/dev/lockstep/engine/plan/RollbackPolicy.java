package dev.lockstep.engine.plan;

/// Whether a target below the recorded version may undo what is newer.
public enum RollbackPolicy {
  /// It is refused.
  FORBID,
  /// What is newer is undone.
  ALLOW
}
