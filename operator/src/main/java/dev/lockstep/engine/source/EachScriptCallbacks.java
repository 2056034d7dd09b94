package dev.lockstep.engine.source;

import dev.lockstep.engine.script.Script;
import java.util.List;

/// The callbacks that run with each script of a run, in the script's transaction if it has one.
///
/// @param before the callbacks before the script, in this order
/// @param after the callbacks after the script
public record EachScriptCallbacks(List<Script> before, List<Script> after) {
  public EachScriptCallbacks {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
