package dev.lockstep.engine.plan;

/// How applied scripts that are not in the set, and newer than all of it, are handled.
public enum NewerApplied {
  /// The run is refused.
  REJECT,
  /// They stay, and the set counts as applied.
  ACCEPT
}
