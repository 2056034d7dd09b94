package dev.lockstep.engine.plan;

/// Whether a target below the recorded version may undo newer scripts.
public enum RollbackPolicy {
  /// The run is rejected.
  FORBID,
  /// Newer scripts are undone.
  ALLOW
}
