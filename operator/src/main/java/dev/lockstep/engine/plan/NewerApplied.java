package dev.lockstep.engine.plan;

/// How to handle applied scripts that are not in the set and newer than all of it.
public enum NewerApplied {
  /// The run is rejected.
  REJECT,
  /// The scripts stay applied, and the set counts as applied.
  ACCEPT
}
