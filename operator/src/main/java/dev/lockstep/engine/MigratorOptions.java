package dev.lockstep.engine;

import dev.lockstep.engine.plan.RollbackPolicy;

/// The options of a run.
///
/// @param rollback whether a target below the recorded version undoes newer scripts
/// @param listener receives each step
public record MigratorOptions(RollbackPolicy rollback, MigrationListener listener) {
  /// No rollback and no listener.
  public static final MigratorOptions DEFAULT =
      new MigratorOptions(RollbackPolicy.FORBID, MigrationListener.NONE);
}
