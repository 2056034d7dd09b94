package dev.lockstep.engine;

/// The run lock of a schema, for dry runs, which leave nothing behind.
public interface DryRunSession extends LockedSchema {
  /// Runs, in one transaction that is rolled back, everything that a run would execute: the
  /// callbacks before it, the pending scripts with their callbacks, and the callbacks after it.
  DryRunResult dryRun(PreparedScripts run);
}
