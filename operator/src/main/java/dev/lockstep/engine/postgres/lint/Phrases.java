package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import java.util.List;

/// Writes tokens as SQL again, with their spaces made one.
final class Phrases {
  private Phrases() {}

  static String sql(List<SqlLexeme> tokens) {
    var sql = new StringBuilder();
    int end = tokens.isEmpty() ? 0 : tokens.getFirst().offset();
    for (SqlLexeme token : tokens) {
      sql.append(token.offset() > end ? " " : "").append(token.text());
      end = token.end();
    }
    return sql.toString();
  }
}
