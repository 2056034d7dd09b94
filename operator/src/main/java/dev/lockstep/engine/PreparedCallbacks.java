package dev.lockstep.engine;

import java.util.List;

/// The prepared callbacks that run with each script, in its transaction if it has one.
///
/// @param before the callbacks before the script, in this order
/// @param after the callbacks after the script
public record PreparedCallbacks(List<Prepared> before, List<Prepared> after) {
  /// No callbacks.
  public static final PreparedCallbacks NONE = new PreparedCallbacks(List.of(), List.of());

  public PreparedCallbacks {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
