package dev.lockstep.engine.postgres.sql;

import java.util.ArrayList;
import java.util.List;

/// Collects the tokens of a statement; decides whether a semicolon ends it; determines the kind.
///
/// A semicolon inside parentheses or inside the body of an SQL routine does not end the statement.
/// The latter is psql's rule: in a statement that begins with `CREATE [OR REPLACE] FUNCTION` or
/// `PROCEDURE`, the words `BEGIN` and, inside it, `CASE` open a block that `END` closes.
final class StatementBuilder {
  private static final int HEAD = 4;
  private static final String SETTING = "standard_conforming_strings";

  private final String text;
  private final List<String> words = new ArrayList<>(8);
  private final List<String> head = new ArrayList<>(HEAD);
  private final List<int[]> gaps = new ArrayList<>(0);
  private int first = -1;
  private int last = -1;
  private boolean command;
  private int parentheses;
  private int blocks;
  private boolean routine;
  private boolean afterFrom;
  private boolean afterTo;
  private boolean mentionsStrings;
  private StatementKind copy = StatementKind.ORDINARY;

  StatementBuilder(String text) {
    this.text = text;
  }

  boolean isEmpty() {
    return first < 0;
  }

  int first() {
    return first;
  }

  /// Whether a semicolon at this point is part of the statement.
  boolean isNested() {
    return parentheses > 0 || blocks > 0;
  }

  /// Whether the statement mentions `standard_conforming_strings`.
  boolean mentionsStandardStrings() {
    return mentionsStrings;
  }

  List<String> words() {
    return List.copyOf(words);
  }

  StatementKind kind() {
    return copy == StatementKind.ORDINARY ? StatementKind.of(words) : copy;
  }

  void add(TokenKind token, int start, int end) {
    if (first < 0) {
      first = start;
      command = token == TokenKind.WORD;
    }
    last = end;
    switch (token) {
      case WORD -> word(start, end);
      case QUOTED_NAME -> {
        remember(text.substring(start, end));
        noticeSetting(start + 1, end - 1);
      }
      case STRING -> noticeSetting(start + 1, end - 1);
      case OPEN -> parentheses++;
      case CLOSE -> parentheses = Math.max(0, parentheses - 1);
      case END, SPACE, COMMENT, VALUE, SEMICOLON, BACKSLASH, SYMBOL -> {}
    }
    if (token != TokenKind.WORD) {
      afterFrom = false;
      afterTo = false;
    }
  }

  /// Excludes the line of a psql command from the statement.
  void cutOut(int start, int end) {
    if (!isEmpty()) {
      gaps.add(new int[] {start, end});
    }
  }

  /// The statement's text. Excluded lines are replaced by spaces, so positions stay the same.
  TextSpan piece() {
    if (gaps.isEmpty()) {
      return new TextSpan(text, first, last);
    }
    var sql = new StringBuilder(text.substring(first, last));
    for (int[] gap : gaps) {
      for (int i = gap[0]; i < Math.min(gap[1], last); i++) {
        sql.setCharAt(i - first, ' ');
      }
    }
    return new TextSpan(sql.toString(), 0, sql.length());
  }

  private void word(int start, int end) {
    noticeSetting(start, end);
    if ((command && words.size() < SqlStatement.MAX_WORDS) || head.size() < HEAD) {
      String word = Ascii.upper(text, start, end);
      remember(word);
      noticeRoutine(word);
    }
    if (routine && parentheses == 0) {
      countBlocks(start, end);
    }
    if (parentheses == 0 && command && words.getFirst().equals("COPY")) {
      noticeCopy(start, end);
    }
  }

  private void remember(String word) {
    if (command && words.size() < SqlStatement.MAX_WORDS) {
      words.add(word);
    }
  }

  private void noticeRoutine(String word) {
    if (head.size() == HEAD) {
      return;
    }
    head.add(word);
    routine = routine || StatementKind.definesRoutine(head);
  }

  private void countBlocks(int start, int end) {
    if (Ascii.isWord(text, start, end, "begin")) {
      blocks++;
    } else if (blocks > 0 && Ascii.isWord(text, start, end, "case")) {
      blocks++;
    } else if (blocks > 0 && Ascii.isWord(text, start, end, "end")) {
      blocks--;
    }
  }

  private void noticeCopy(int start, int end) {
    boolean stream =
        Ascii.isWord(text, start, end, "stdin") || Ascii.isWord(text, start, end, "stdout");
    if (stream && copy == StatementKind.ORDINARY) {
      if (afterFrom) {
        copy = StatementKind.COPY_FROM_STDIN;
      } else if (afterTo) {
        copy = StatementKind.COPY_TO_STDOUT;
      }
    }
    afterFrom = Ascii.isWord(text, start, end, "from");
    afterTo = Ascii.isWord(text, start, end, "to");
  }

  private void noticeSetting(int start, int end) {
    mentionsStrings = mentionsStrings || Ascii.isWord(text, start, end, SETTING);
  }
}
