package dev.lockstep.engine.postgres;

/// Cuts a text into PostgreSQL's tokens, by the rules of its documentation's chapter "Lexical
/// Structure" and with psql's few of its own.
///
/// psql reads line by line, and two of its habits show: a string is continued after a line feed as
/// a plain string, whatever its prefix was, and a change of `standard_conforming_strings` counts
/// from the next line on. Characters beyond ASCII are letters, as in the server.
final class SqlScanner {
  private final SqlText text;
  private int start;
  private int end;
  private StandardStrings strings;
  private StandardStrings stringsAfterLine;
  private int lineEnd = Integer.MAX_VALUE;

  SqlScanner(String text, StandardStrings strings) {
    this.text = new SqlText(text);
    this.strings = strings;
    this.stringsAfterLine = strings;
  }

  /// Where the token that was read last begins.
  int start() {
    return start;
  }

  /// Where the token that was read last ends, exclusive.
  int end() {
    return end;
  }

  /// Goes on reading at another place, up to `newLimit`.
  void moveTo(int offset, int newLimit) {
    end = offset;
    text.limit(newLimit);
  }

  /// Takes plain strings by another rule from the line after `offset` on.
  void changeStrings(StandardStrings changed, int offset) {
    settleStrings(offset);
    int feed = text.indexOf('\n', offset);
    lineEnd = feed == SqlText.UNCLOSED ? text.limit() : feed;
    stringsAfterLine = changed;
  }

  /// Reads the next token.
  ///
  /// @throws Unclosed when a string, name or comment does not end
  SqlToken next() {
    start = end;
    if (start >= text.limit()) {
      return SqlToken.END;
    }
    char c = text.at(start);
    if (SqlText.isSpace(c)) {
      end = text.endOfSpace(start);
      return SqlToken.SPACE;
    }
    if (SqlText.isLetter(c)) {
      return word(c);
    }
    if (SqlText.isDigit(c)) {
      end = text.endOfNumber(start);
      return SqlToken.VALUE;
    }
    return switch (c) {
      case '\'' -> string(start, backslashes());
      case '"' -> close(SqlToken.QUOTED_NAME, text.endOfQuoted(start, '"'), "quoted name");
      case '$' -> dollar();
      case '(' -> single(SqlToken.OPEN);
      case ')' -> single(SqlToken.CLOSE);
      case ';' -> single(SqlToken.SEMICOLON);
      case '\\' -> single(SqlToken.BACKSLASH);
      case ':' -> colon();
      case '-', '/' -> text.isCommentStart(start) ? comment() : operator();
      default -> SqlText.isOperator(c) ? operator() : single(SqlToken.SYMBOL);
    };
  }

  private SqlToken single(SqlToken token) {
    end = start + 1;
    return token;
  }

  private SqlToken close(SqlToken token, int found, String what) {
    if (found == SqlText.UNCLOSED) {
      throw new Unclosed(start, what);
    }
    end = found;
    return token;
  }

  private SqlToken word(char first) {
    char second = text.at(start + 1);
    if (second == '\'') {
      switch (first) {
        case 'e', 'E' -> {
          return string(start + 1, true);
        }
        case 'n', 'N' -> {
          return string(start + 1, backslashes());
        }
        case 'b', 'B', 'x', 'X' -> {
          return bitString();
        }
        default -> {}
      }
    }
    if ((first == 'u' || first == 'U') && second == '&') {
      char third = text.at(start + 2);
      if (third == '\'') {
        return string(start + 2, false);
      }
      if (third == '"') {
        return close(SqlToken.QUOTED_NAME, text.endOfQuoted(start + 2, '"'), "quoted name");
      }
    }
    end = text.endOfWord(start);
    return SqlToken.WORD;
  }

  private SqlToken string(int quote, boolean backslash) {
    int open = quote;
    while (true) {
      int after = backslash ? text.endOfEscaped(open) : text.endOfQuoted(open, '\'');
      close(SqlToken.STRING, after, "string");
      open = text.continuation(after);
      if (open == SqlText.UNCLOSED) {
        return SqlToken.STRING;
      }
    }
  }

  private SqlToken bitString() {
    int open = start + 1;
    while (true) {
      int quote = text.indexOf('\'', open + 1);
      close(
          SqlToken.STRING, quote == SqlText.UNCLOSED ? SqlText.UNCLOSED : quote + 1, "bit string");
      open = text.continuation(end);
      if (open == SqlText.UNCLOSED) {
        return SqlToken.STRING;
      }
    }
  }

  private SqlToken dollar() {
    if (SqlText.isDigit(text.at(start + 1))) {
      end = text.endOfInteger(start + 1);
      return SqlToken.VALUE;
    }
    int tagEnd = text.endOfDollarTag(start);
    return tagEnd == SqlText.UNCLOSED
        ? single(SqlToken.SYMBOL)
        : close(SqlToken.STRING, text.endOfDollarQuoted(start, tagEnd), "dollar quoted string");
  }

  private SqlToken colon() {
    char c = text.at(start + 1);
    if (SqlText.isLetter(c) || SqlText.isDigit(c)) {
      end = text.endOfName(start + 1);
      return SqlToken.VALUE;
    }
    end = c == ':' || c == '=' ? start + 2 : start + 1;
    return SqlToken.SYMBOL;
  }

  private SqlToken operator() {
    end = start + 1;
    while (SqlText.isOperator(text.at(end)) && !text.isCommentStart(end)) {
      end++;
    }
    return SqlToken.SYMBOL;
  }

  private SqlToken comment() {
    if (text.at(start) == '-') {
      end = text.endOfLine(start);
      return SqlToken.COMMENT;
    }
    return close(SqlToken.COMMENT, text.endOfBlockComment(start), "comment");
  }

  private boolean backslashes() {
    settleStrings(start);
    return strings == StandardStrings.OFF;
  }

  private void settleStrings(int offset) {
    if (offset > lineEnd) {
      strings = stringsAfterLine;
      lineEnd = Integer.MAX_VALUE;
    }
  }

  /// A string, name or comment without an end.
  static final class Unclosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String what;

    Unclosed(int offset, String what) {
      super(what, null, false, false);
      this.offset = offset;
      this.what = what;
    }

    /// Where it begins.
    int offset() {
      return offset;
    }

    /// What it is, in words.
    String what() {
      return what;
    }
  }
}
