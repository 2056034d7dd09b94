package dev.lockstep.engine.plan;

import dev.lockstep.schema.SchemaVersion;

/// The goal of a rollback.
public sealed interface RollbackGoal {

  /// Undoes scripts until nothing newer than a version is applied.
  ///
  /// @param version a version that is applied
  record To(SchemaVersion version) implements RollbackGoal {}

  /// Undoes all versioned scripts.
  record ToNothing() implements RollbackGoal {}

  /// Undoes the scripts that were applied last.
  ///
  /// @param count the number of scripts, at least one
  record Steps(int count) implements RollbackGoal {}

  /// Parses `none` or a version; `0` is the version before all others.
  ///
  /// @throws IllegalArgumentException with a sentence for the user if the text is neither
  static RollbackGoal parse(String text) {
    return text.equals("none") || text.equals("0")
        ? new ToNothing()
        : new To(SchemaVersion.parse(text));
  }
}
