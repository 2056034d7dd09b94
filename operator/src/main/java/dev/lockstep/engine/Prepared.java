package dev.lockstep.engine;

import dev.lockstep.engine.script.Script;

/// A script that a session has split into statements and that can run. Only sessions of the dialect
/// that prepared it accept it.
public non-sealed interface Prepared extends Preparation {
  Script script();
}
