package dev.lockstep.engine.postgres.sql;

/// Splits a text into tokens by the rules of the chapter "Lexical Structure" of the PostgreSQL
/// documentation and by psql's additional rules.
///
/// psql reads line by line, which has two visible effects: a string constant that continues after a
/// line feed is read there as a plain string, whatever its prefix was, and a change of
/// `standard_conforming_strings` takes effect on the next line. Characters beyond ASCII are
/// letters, as in the server.
public final class SqlScanner {
  private final CharScanner text;
  private int start;
  private int end;
  private StandardStrings strings;
  private StandardStrings stringsAfterLine;
  private int lineEnd = Integer.MAX_VALUE;

  public SqlScanner(String text, StandardStrings strings) {
    this.text = new CharScanner(text);
    this.strings = strings;
    this.stringsAfterLine = strings;
  }

  /// The offset at which the last token begins.
  public int start() {
    return start;
  }

  /// The offset after the last token.
  public int end() {
    return end;
  }

  /// Continues at another offset, up to `newLimit`.
  public void moveTo(int offset, int newLimit) {
    end = offset;
    text.limit(newLimit);
  }

  /// Applies another value of `standard_conforming_strings` from the line after `offset`.
  void changeStrings(StandardStrings changed, int offset) {
    settleStrings(offset);
    int feed = text.indexOf('\n', offset);
    lineEnd = feed == CharScanner.UNCLOSED ? text.limit() : feed;
    stringsAfterLine = changed;
  }

  /// Reads the next token.
  ///
  /// @throws Unclosed if a string, name or comment is not closed
  public TokenKind next() {
    start = end;
    if (start >= text.limit()) {
      return TokenKind.END;
    }
    char c = text.at(start);
    if (CharScanner.isSpace(c)) {
      end = text.endOfSpace(start);
      return TokenKind.SPACE;
    }
    if (CharScanner.isLetter(c)) {
      return word(c);
    }
    if (CharScanner.isDigit(c)) {
      end = text.endOfNumber(start);
      return TokenKind.VALUE;
    }
    return switch (c) {
      case '\'' -> string(start, backslashes());
      case '"' -> close(TokenKind.QUOTED_NAME, text.endOfQuoted(start, '"'), "quoted name");
      case '$' -> dollar();
      case '(' -> single(TokenKind.OPEN);
      case ')' -> single(TokenKind.CLOSE);
      case ';' -> single(TokenKind.SEMICOLON);
      case '\\' -> single(TokenKind.BACKSLASH);
      case ':' -> colon();
      case '-', '/' -> text.isCommentStart(start) ? comment() : operator();
      default -> CharScanner.isOperator(c) ? operator() : single(TokenKind.SYMBOL);
    };
  }

  private TokenKind single(TokenKind token) {
    end = start + 1;
    return token;
  }

  private TokenKind close(TokenKind token, int found, String what) {
    if (found == CharScanner.UNCLOSED) {
      throw new Unclosed(start, what);
    }
    end = found;
    return token;
  }

  private TokenKind word(char first) {
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
        return close(TokenKind.QUOTED_NAME, text.endOfQuoted(start + 2, '"'), "quoted name");
      }
    }
    end = text.endOfWord(start);
    return TokenKind.WORD;
  }

  private TokenKind string(int quote, boolean backslash) {
    int open = quote;
    while (true) {
      int after = backslash ? text.endOfEscaped(open) : text.endOfQuoted(open, '\'');
      close(TokenKind.STRING, after, "string");
      open = text.continuation(after);
      if (open == CharScanner.UNCLOSED) {
        return TokenKind.STRING;
      }
    }
  }

  private TokenKind bitString() {
    int open = start + 1;
    while (true) {
      int quote = text.indexOf('\'', open + 1);
      close(
          TokenKind.STRING,
          quote == CharScanner.UNCLOSED ? CharScanner.UNCLOSED : quote + 1,
          "bit string");
      open = text.continuation(end);
      if (open == CharScanner.UNCLOSED) {
        return TokenKind.STRING;
      }
    }
  }

  private TokenKind dollar() {
    if (CharScanner.isDigit(text.at(start + 1))) {
      end = text.endOfInteger(start + 1);
      return TokenKind.VALUE;
    }
    int tagEnd = text.endOfDollarTag(start);
    return tagEnd == CharScanner.UNCLOSED
        ? single(TokenKind.SYMBOL)
        : close(TokenKind.STRING, text.endOfDollarQuoted(start, tagEnd), "dollar quoted string");
  }

  private TokenKind colon() {
    char c = text.at(start + 1);
    if (CharScanner.isLetter(c) || CharScanner.isDigit(c)) {
      end = text.endOfName(start + 1);
      return TokenKind.VALUE;
    }
    end = c == ':' || c == '=' ? start + 2 : start + 1;
    return TokenKind.SYMBOL;
  }

  private TokenKind operator() {
    end = start + 1;
    while (CharScanner.isOperator(text.at(end)) && !text.isCommentStart(end)) {
      end++;
    }
    return TokenKind.SYMBOL;
  }

  private TokenKind comment() {
    if (text.at(start) == '-') {
      end = text.endOfLine(start);
      return TokenKind.COMMENT;
    }
    return close(TokenKind.COMMENT, text.endOfBlockComment(start), "comment");
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

  /// Thrown for a string, name or comment that is not closed.
  public static final class Unclosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String what;

    Unclosed(int offset, String what) {
      super(what, null, false, false);
      this.offset = offset;
      this.what = what;
    }

    /// The offset at which the element begins.
    public int offset() {
      return offset;
    }

    /// The kind of the element, for a message.
    String what() {
      return what;
    }
  }
}
