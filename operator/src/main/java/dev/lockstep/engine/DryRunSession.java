package dev.lockstep.engine;

/// The right to try scripts in a schema, for callers that leave nothing behind.
public interface DryRunSession extends LockedSchema {
  /// Tries in one transaction, which is rolled back, what a run would do: the callbacks before it,
  /// the pending scripts with those around them, and the callbacks after it.
  DryRunResult dryRun(PreparedScripts run);
}
