package dev.lockstep.engine.source;

import dev.lockstep.engine.script.Script;
import java.util.List;

/// The callbacks that run with each script of a run, in its transaction where it has one.
///
/// @param before run before the script, in this order
/// @param after run after it
public record EachScriptCallbacks(List<Script> before, List<Script> after) {
  public EachScriptCallbacks {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
