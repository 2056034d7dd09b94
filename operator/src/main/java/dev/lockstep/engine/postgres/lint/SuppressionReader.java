package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.lint.Places;
import dev.lockstep.engine.lint.Suppressions;
import dev.lockstep.engine.lint.Suppressions.Comment;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;

/// Finds the comments of a script that may accept findings. Only the statements in front of which
/// one can stand are read into tokens.
final class SuppressionReader {
  private final String text;
  private final Places places;
  private final List<Comment> comments = new ArrayList<>();

  private SuppressionReader(String text, Places places) {
    this.text = text;
    this.places = places;
  }

  /// Reads the comments of a script.
  static Suppressions read(String text, List<SqlStatement> statements, Places places) {
    var reader = new SuppressionReader(text, places);
    reader.readAll(statements);
    return Suppressions.of(reader.comments);
  }

  private void readAll(List<SqlStatement> statements) {
    int from = 0;
    int mark = text.indexOf(Suppressions.MARK);
    for (SqlStatement statement : statements) {
      if (mark < 0) {
        return;
      }
      int end = statement.offset() + statement.length();
      if (mark < end) {
        read(from, end, statement.number());
      }
      from = statement.copyData() == null ? end : statement.copyData().end();
      mark = mark < from ? text.indexOf(Suppressions.MARK, from) : mark;
    }
  }

  private void read(int from, int to, int statement) {
    for (Token token : Token.of(text.substring(from, to))) {
      if (token.kind() == TokenKind.COMMENT && token.text().contains(Suppressions.MARK)) {
        comments.add(
            new Comment(
                token.text(),
                statement,
                places.at(from + token.offset()),
                places.at(from + token.end())));
      }
    }
  }
}
