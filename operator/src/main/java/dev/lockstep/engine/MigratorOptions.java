package dev.lockstep.engine;

import dev.lockstep.engine.plan.RollbackPolicy;

/// How a run goes, and who hears of it.
///
/// @param rollback whether a target below the recorded version undoes what is newer
/// @param listener hears of each step
public record MigratorOptions(RollbackPolicy rollback, MigrationListener listener) {
  /// Undoes nothing and tells nobody.
  public static final MigratorOptions DEFAULT =
      new MigratorOptions(RollbackPolicy.FORBID, MigrationListener.NONE);
}
