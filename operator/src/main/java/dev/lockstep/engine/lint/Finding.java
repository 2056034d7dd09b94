package dev.lockstep.engine.lint;

import org.jspecify.annotations.Nullable;

/// A finding of a rule.
///
/// @param severity the severity in this context
/// @param lock the lock for which other sessions wait, or null
/// @param script the file
/// @param statement the number of the statement in the file, from 1; 0 for the file as a whole
/// @param start the start in the file
/// @param end the end in the file, exclusive
/// @param sentence the problem, with the names in the statement
/// @param relation the table for which other sessions wait, or which is affected
/// @param safe the alternative
public record Finding(
    Rule rule,
    Severity severity,
    @Nullable HeldLock lock,
    String script,
    int statement,
    Place start,
    Place end,
    String sentence,
    @Nullable String relation,
    @Nullable String safe) {
  /// A position in a file: line and column from 1, in characters.
  public record Place(int line, int column) {}

  /// The operations of other sessions that the lock blocks; null without a lock.
  public @Nullable String blocks() {
    return lock == null ? null : lock.blocks();
  }
}
