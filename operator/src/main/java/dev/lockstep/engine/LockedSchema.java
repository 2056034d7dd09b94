package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptionSource;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.script.Script;

/// A schema whose run lock is held: the common part of [Session] and [DryRunSession].
public interface LockedSchema extends AdoptionSource {
  /// The history as last read.
  History history();

  /// Splits a script into statements and checks whether it can run at all.
  Preparation prepare(Script script);
}
