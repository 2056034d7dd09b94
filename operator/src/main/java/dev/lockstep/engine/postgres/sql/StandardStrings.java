package dev.lockstep.engine.postgres.sql;

/// The server's `standard_conforming_strings`: what a backslash means in a plain `'...'` string.
public enum StandardStrings {
  /// A backslash is itself: the server's default.
  ON,
  /// A backslash escapes the next character, as in an `E'...'` string.
  OFF
}
