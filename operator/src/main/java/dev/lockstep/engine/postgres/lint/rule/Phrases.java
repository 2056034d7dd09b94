package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.sql.Token;
import java.util.List;

/// Converts tokens and values to SQL text.
final class Phrases {
  private Phrases() {}

  /// A value as a string literal.
  static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  static String sql(List<Token> tokens) {
    var sql = new StringBuilder();
    int end = tokens.isEmpty() ? 0 : tokens.getFirst().offset();
    for (Token token : tokens) {
      sql.append(token.offset() > end ? " " : "").append(token.text());
      end = token.end();
    }
    return sql.toString();
  }
}
