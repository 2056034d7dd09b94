package dev.lockstep.engine;

import java.util.List;

/// The callbacks that run with each script of a run, in its transaction where it has one.
///
/// @param before run before the script, in this order
/// @param after run after it
public record PreparedCallbacks(List<Prepared> before, List<Prepared> after) {
  /// No callbacks.
  public static final PreparedCallbacks NONE = new PreparedCallbacks(List.of(), List.of());

  public PreparedCallbacks {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
