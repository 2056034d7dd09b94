package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.script.Script;
import java.util.List;

/// Hears of each step of a run as soon as it is done.
public interface MigrationListener {
  /// Hears nothing.
  MigrationListener NONE = new MigrationListener() {};

  /// These scripts are going to be applied; nothing has been yet.
  default void planned(List<Script> pending) {}

  /// The history of another tool was adopted, or a baseline recorded.
  default void adopted(AdoptedHistory adopted) {}

  /// A script was applied.
  default void applied(Script script) {}

  /// A script was undone.
  default void undone(Script script) {}
}
