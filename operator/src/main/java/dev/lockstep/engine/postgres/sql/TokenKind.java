package dev.lockstep.engine.postgres.sql;

/// What the scanner distinguishes: only what statement boundaries and fingerprints need.
public enum TokenKind {
  /// The end of the text.
  END,
  /// White space.
  SPACE,
  /// A `--` or a nested block comment.
  COMMENT,
  /// A keyword or a name without quotes.
  WORD,
  /// A `"..."` or `U&"..."` name.
  QUOTED_NAME,
  /// A string of any kind, dollar quoted ones included, with its prefix.
  STRING,
  /// A number, a parameter such as `$1`, or a psql variable such as `:name`.
  VALUE,
  /// `(`.
  OPEN,
  /// `)`.
  CLOSE,
  /// `;`.
  SEMICOLON,
  /// A backslash outside of any string: psql takes what follows as a command of its own.
  BACKSLASH,
  /// Operators and every other character.
  SYMBOL
}
