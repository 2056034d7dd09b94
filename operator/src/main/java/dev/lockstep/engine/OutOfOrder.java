package dev.lockstep.engine;

/// What becomes of a pending script that is older than an applied one.
public enum OutOfOrder {
  /// The run is refused.
  REJECT,
  /// It is applied.
  APPLY
}
