package dev.lockstep.engine.plan;

/// How to handle a pending script that is older than an applied one.
public enum OutOfOrder {
  /// The run is rejected.
  REJECT,
  /// The script is applied.
  APPLY
}
