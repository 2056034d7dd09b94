package dev.lockstep.engine.postgres.sql;

/// The kind of a token, as far as statement boundaries and fingerprints need it.
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
  /// A backslash outside any string: psql reads what follows as one of its own commands.
  BACKSLASH,
  /// Operators and every other character.
  SYMBOL
}
