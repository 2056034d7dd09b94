package dev.lockstep.engine.postgres.sql;

/// The value of the server's `standard_conforming_strings`: the meaning of a backslash in a plain
/// `'...'` string.
public enum StandardStrings {
  /// A backslash is an ordinary character: the server's default.
  ON,
  /// A backslash escapes the next character, as in an `E'...'` string.
  OFF
}
