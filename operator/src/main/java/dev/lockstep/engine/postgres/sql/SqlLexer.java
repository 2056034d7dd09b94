package dev.lockstep.engine.postgres.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Splits a script into statements exactly where `psql -X -v ON_ERROR_STOP=1` does, one at a time
/// and in linear time. Empty statements and statements that consist of comments are left out.
///
/// psql's commands `restrict` and `unrestrict`, which dumps contain, are skipped; every other psql
/// command is an error. Variables (`:name`) are passed on unchanged, as by a psql in which no
/// variable is set.
public final class SqlLexer {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String text;
  private final SqlScanner scanner;
  private final StandardStringsTracker settings;
  private int number;
  private final LineColumn place;
  private int resumeAt = -1;
  private List<String> lastWords = List.of();

  /// @param text the script, with its line ends as they are
  /// @param strings the server's `standard_conforming_strings` at the start of the script
  public SqlLexer(String text, StandardStrings strings) {
    this.text = text;
    this.scanner = new SqlScanner(text, strings);
    this.settings = new StandardStringsTracker(strings);
    int start = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? 1 : 0;
    this.place = new LineColumn(text, start);
    scanner.moveTo(start, text.length());
  }

  /// All statements of a text.
  ///
  /// @throws SqlSyntaxException if a string, name or comment is not closed, or for a psql command
  public static List<SqlStatement> cut(String text, StandardStrings strings) {
    var lexer = new SqlLexer(text, strings);
    var statements = new ArrayList<SqlStatement>();
    for (SqlStatement next = lexer.next(); next != null; next = lexer.next()) {
      statements.add(next);
    }
    return List.copyOf(statements);
  }

  /// The next statement, or null at the end of the script.
  ///
  /// @throws SqlSyntaxException if a string, name or comment is not closed, or for a psql command
  public @Nullable SqlStatement next() {
    var draft = new StatementBuilder(text);
    while (true) {
      TokenKind token = read();
      switch (token) {
        case END -> {
          if (resumeAt < 0) {
            return draft.isEmpty() ? null : finish(draft);
          }
          resume(draft);
        }
        case SEMICOLON -> {
          if (draft.isNested()) {
            draft.add(token, scanner.start(), scanner.end());
          } else if (!draft.isEmpty()) {
            return finish(draft);
          }
        }
        case BACKSLASH -> psqlCommand(draft);
        case SPACE, COMMENT -> {}
        case WORD, QUOTED_NAME, STRING, VALUE, OPEN, CLOSE, SYMBOL ->
            draft.add(token, scanner.start(), scanner.end());
      }
    }
  }

  private TokenKind read() {
    try {
      return scanner.next();
    } catch (SqlScanner.Unclosed unclosed) {
      throw new SqlSyntaxException(
          lineOf(unclosed.offset()),
          "the %s that begins here is not closed".formatted(unclosed.what()));
    }
  }

  private SqlStatement finish(StatementBuilder draft) {
    place.moveTo(draft.first());
    TextSpan piece = draft.piece();
    List<String> words = shared(draft.words());
    StatementKind kind = draft.kind();
    followStrings(draft, kind, words, piece);
    return new SqlStatement(
        ++number,
        draft.first(),
        place.line(),
        place.column(),
        piece,
        words,
        kind,
        kind == StatementKind.COPY_FROM_STDIN ? takeCopyData() : null,
        null);
  }

  /// Reuses the previous list: most statements of a large script begin with the same words.
  private List<String> shared(List<String> words) {
    if (!words.equals(lastWords)) {
      lastWords = words;
    }
    return lastWords;
  }

  private void followStrings(
      StatementBuilder draft, StatementKind kind, List<String> words, TextSpan piece) {
    StandardStrings before = settings.now();
    boolean resets = words.contains("ALL") && words.size() == 2;
    if (draft.mentionsStandardStrings() || kind.controlsTransaction() || resets) {
      settings.after(kind, words, piece.toString());
    }
    if (settings.now() != before) {
      scanner.changeStrings(settings.now(), scanner.end());
    }
  }

  /// The data begins on the line after the statement. The rest of the statement's own line is read
  /// after the data, as in psql.
  private CopyData takeCopyData() {
    int from = resumeAt >= 0 ? resumeAt : lineAfter(scanner.end());
    int end = from;
    int after = text.length();
    for (int i = text.indexOf("\\.", from); ; i = text.indexOf("\\.", i + 1)) {
      if (i < 0) {
        end = text.length();
        break;
      }
      int stop = text.startsWith("\r", i + 2) ? i + 3 : i + 2;
      boolean wholeLine = stop == text.length() || text.charAt(stop) == '\n';
      if (wholeLine && (i == from || text.charAt(i - 1) == '\n')) {
        end = i;
        after = Math.min(stop + 1, text.length());
        break;
      }
    }
    if (resumeAt < 0) {
      scanner.moveTo(scanner.end(), Math.max(scanner.end(), from - 1));
    }
    resumeAt = after;
    return new CopyData(text, from, end, place.linesBefore(from) + 1);
  }

  private void resume(StatementBuilder draft) {
    if (!draft.isEmpty()) {
      throw new SqlSyntaxException(
          lineOf(draft.first()),
          "this statement begins on the line of a COPY and continues after its data: begin it on a new line after the data");
    }
    scanner.moveTo(resumeAt, text.length());
    resumeAt = -1;
  }

  private void psqlCommand(StatementBuilder draft) {
    int start = scanner.start();
    int end = lineAfter(start);
    String command = PsqlCommands.name(text, start);
    String refusal = PsqlCommands.refusal(command);
    if (refusal != null) {
      throw new SqlSyntaxException(lineOf(start), refusal);
    }
    int stop = end > start && text.charAt(end - 1) == '\n' ? end - 1 : end;
    draft.cutOut(start, stop);
    scanner.moveTo(stop, resumeAt < 0 ? text.length() : stop);
  }

  private int lineAfter(int offset) {
    int feed = text.indexOf('\n', offset);
    return feed < 0 ? text.length() : feed + 1;
  }

  private int lineOf(int offset) {
    var there = new LineColumn(text, 0);
    there.moveTo(offset);
    return there.line();
  }
}
