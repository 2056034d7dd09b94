package dev.lockstep.engine.postgres.sql;

/// A piece of a script that is not copied: a script of 20 MB has a hundred thousand statements.
///
/// @param script the text that it lies in
/// @param start where it begins
/// @param end where it ends, exclusive
public record TextSpan(String script, int start, int end) {
  @Override
  public String toString() {
    return script.substring(start, end);
  }
}
