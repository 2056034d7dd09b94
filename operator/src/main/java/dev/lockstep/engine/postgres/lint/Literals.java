package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import dev.lockstep.engine.postgres.SqlToken;

/// Reads and writes plain strings.
final class Literals {
  private Literals() {}

  /// What stands in a `'...'` string; another token as it is.
  static String text(SqlLexeme token) {
    String text = token.text();
    return token.kind() == SqlToken.STRING && text.length() > 1 && text.charAt(0) == '\''
        ? text.substring(1, text.length() - 1).replace("''", "'")
        : text;
  }

  /// A value as one writes it.
  static String sql(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
