package dev.lockstep.engine.plan;

import dev.lockstep.schema.SchemaVersion;

/// How far back a rollback goes.
public sealed interface RollbackGoal {

  /// Until nothing newer than a version is applied.
  ///
  /// @param version a version that is applied
  record To(SchemaVersion version) implements RollbackGoal {}

  /// Until no versioned script is applied.
  record ToNothing() implements RollbackGoal {}

  /// The scripts that were applied last.
  ///
  /// @param count how many, at least one
  record Steps(int count) implements RollbackGoal {}

  /// Reads `none` or a version; `0` is the version before all others.
  ///
  /// @throws IllegalArgumentException with a sentence for the user when it is neither
  static RollbackGoal parse(String text) {
    return text.equals("none") || text.equals("0")
        ? new ToNothing()
        : new To(SchemaVersion.parse(text));
  }
}
