package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptionSource;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.script.Script;

/// A schema that nobody else may change now: what a [Session] and a [DryRunSession] have in common.
public interface LockedSchema extends AdoptionSource {
  /// The history, as it was read last.
  History history();

  /// Reads a script into statements, and says why it cannot be run at all.
  Preparation prepare(Script script);
}
