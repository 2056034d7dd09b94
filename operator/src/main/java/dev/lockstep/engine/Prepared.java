package dev.lockstep.engine;

import dev.lockstep.engine.script.Script;

/// A script that a session has read into statements and that can be run. Only sessions of the
/// dialect that prepared it take it.
public non-sealed interface Prepared extends Preparation {
  Script script();
}
