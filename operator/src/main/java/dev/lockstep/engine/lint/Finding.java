package dev.lockstep.engine.lint;

import org.jspecify.annotations.Nullable;

/// What a rule has found.
///
/// @param severity how much it matters here
/// @param lock the lock that others wait for, where there is one
/// @param script the file
/// @param statement the statement's number in it, from 1; 0 for the file as a whole
/// @param start where it begins in the file
/// @param end where it ends in the file, exclusive
/// @param sentence what is wrong, with the names of the statement
/// @param relation the table that others wait for, or that is concerned
/// @param safe what to write instead
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
  /// A place in a file, both from 1 and in characters.
  public record Place(int line, int column) {}

  /// What others cannot do while the lock is held; absent when there is none.
  public @Nullable String blocks() {
    return lock == null ? null : lock.blocks();
  }
}
