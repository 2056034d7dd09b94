package dev.lockstep.engine.postgres.statement;

import dev.lockstep.engine.postgres.sql.LineColumn;
import dev.lockstep.engine.postgres.sql.SqlScanner;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.postgres.sql.TokenKind;
import dev.lockstep.engine.script.ScriptElement;
import java.util.ArrayList;
import java.util.List;

/// Collects the comments and statements of a script, as PostgreSQL's lexer finds them.
final class ScriptElements {
  private final String text;
  private final LineColumn place;
  private final SqlScanner scanner;
  private final List<ScriptElement> marks = new ArrayList<>();

  private ScriptElements(String text) {
    this.text = text;
    this.place = new LineColumn(text, 0);
    this.scanner = new SqlScanner(text, StandardStrings.ON);
  }

  /// @param statements the statements of the text
  static List<ScriptElement> of(String text, List<SqlStatement> statements) {
    var marks = new ScriptElements(text);
    int from = 0;
    for (SqlStatement statement : statements) {
      marks.comments(from, statement.offset());
      marks.statement(statement);
      from =
          statement.copyData() == null
              ? statement.offset() + statement.piece().end() - statement.piece().start()
              : statement.copyData().end();
    }
    marks.comments(from, text.length());
    return marks.marks;
  }

  private void statement(SqlStatement statement) {
    int line = statement.line();
    if (text.charAt(statement.offset()) == '#') {
      // Some tools read this as a comment; PostgreSQL reports an error once the statement runs.
      statement
          .sql()
          .lines()
          .takeWhile(each -> each.isBlank() || each.startsWith("#"))
          .forEach(each -> marks.add(new ScriptElement.Comment(line, line, each)));
    }
    marks.add(new ScriptElement.Statement(line, statement.words()));
  }

  private void comments(int from, int to) {
    scanner.moveTo(from, to);
    try {
      for (TokenKind token = scanner.next(); token != TokenKind.END; token = scanner.next()) {
        if (token == TokenKind.COMMENT) {
          comment(scanner.start(), scanner.end());
        }
      }
    } catch (SqlScanner.Unclosed _) {
      // Not reached in practice: the lexer has already split this text without an error.
    }
  }

  private void comment(int start, int end) {
    if (text.charAt(start) == '-' && !beginsLine(start)) {
      return;
    }
    place.moveTo(start);
    int line = place.line();
    int shown = Math.min(end, start + ScriptElement.Comment.LONGEST);
    place.moveTo(end);
    marks.add(new ScriptElement.Comment(line, place.line(), text.substring(start, shown)));
  }

  private boolean beginsLine(int offset) {
    int i = offset - 1;
    while (i >= 0 && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
      if (!Character.isWhitespace(text.charAt(i))) {
        return false;
      }
      i--;
    }
    return true;
  }
}
