package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.script.Script;
import java.util.List;

/// Receives the steps of a run as soon as they are done.
public interface MigrationListener {
  /// Ignores everything.
  MigrationListener NONE = new MigrationListener() {};

  /// Called with the scripts that will be applied, before the first change.
  default void planned(List<Script> pending) {}

  /// Called after the history of another tool was adopted or a baseline recorded.
  default void adopted(AdoptedHistory adopted) {}

  /// Called after a script was applied.
  default void applied(Script script) {}

  /// Called after a script was undone.
  default void undone(Script script) {}
}
