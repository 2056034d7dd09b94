package dev.lockstep.engine.postgres.sql;

/// Finds the ends of SQL's lexical elements: each method takes the offset at which an element
/// begins and returns the offset after it.
final class CharScanner {
  /// Returned for an element that is not closed.
  static final int UNCLOSED = -1;

  private final String text;
  private int limit;

  CharScanner(String text) {
    this.text = text;
    this.limit = text.length();
  }

  /// The offset at which scanning stops.
  int limit() {
    return limit;
  }

  void limit(int changed) {
    limit = changed;
  }

  /// The end of the block comment that opens at `from`, including nested comments.
  int endOfBlockComment(int from) {
    int depth = 1;
    int i = from + 2;
    while (i < limit - 1) {
      char c = text.charAt(i);
      if (c == '*' && text.charAt(i + 1) == '/') {
        i += 2;
        if (--depth == 0) {
          return i;
        }
      } else if (c == '/' && text.charAt(i + 1) == '*') {
        i += 2;
        depth++;
      } else {
        i++;
      }
    }
    return UNCLOSED;
  }

  /// The end of the dollar quoted string that opens at `from` with a tag up to `tagEnd`, exclusive.
  int endOfDollarQuoted(int from, int tagEnd) {
    String tag = text.substring(from, tagEnd);
    int close = text.indexOf(tag, tagEnd);
    return close < 0 || close + tag.length() > limit ? UNCLOSED : close + tag.length();
  }

  /// The end of the opening tag of a dollar quoted string at `from`, or [#UNCLOSED] for none.
  int endOfDollarTag(int from) {
    int i = from + 1;
    if (isLetter(at(i))) {
      i = endOfName(i);
    }
    return at(i) == '$' ? i + 1 : UNCLOSED;
  }

  /// The end of a run of letters and digits.
  int endOfName(int from) {
    int i = from;
    while (isLetter(at(i)) || isDigit(at(i))) {
      i++;
    }
    return i;
  }

  /// The opening quote of a string constant that continues after a carriage return without a line
  /// feed, or [#UNCLOSED]. After a line feed psql reads the continuation as a string of its own.
  int continuation(int from) {
    boolean newLine = false;
    int i = from;
    while (i < limit) {
      char c = text.charAt(i);
      if (c == '\n') {
        return UNCLOSED;
      } else if (c == '\'') {
        return newLine ? i : UNCLOSED;
      } else if (c == '-' && at(i + 1) == '-') {
        i = endOfLine(i);
      } else if (isSpace(c)) {
        newLine |= c == '\r';
        i++;
      } else {
        return UNCLOSED;
      }
    }
    return UNCLOSED;
  }

  /// The end of a string or name in which a quote is escaped by doubling it.
  int endOfQuoted(int open, char quote) {
    int i = indexOf(quote, open + 1);
    while (i != UNCLOSED && at(i + 1) == quote) {
      i = indexOf(quote, i + 2);
    }
    return i == UNCLOSED ? UNCLOSED : i + 1;
  }

  /// The end of a string in which a backslash escapes the next character.
  int endOfEscaped(int open) {
    for (int i = open + 1; i < limit; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '\'') {
        if (at(i + 1) != '\'') {
          return i + 1;
        }
        i++;
      }
    }
    return UNCLOSED;
  }

  int endOfSpace(int from) {
    int i = from + 1;
    while (isSpace(at(i))) {
      i++;
    }
    return i;
  }

  /// The end of the line. A carriage return ends a line, too.
  int endOfLine(int from) {
    int i = from;
    while (i < limit && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
      i++;
    }
    return i;
  }

  /// The end of a keyword or name, which may contain dollar signs.
  int endOfWord(int from) {
    int i = from + 1;
    while (isLetter(at(i)) || isDigit(at(i)) || at(i) == '$') {
      i++;
    }
    return i;
  }

  /// The end of a number and of the letters that follow it without a space, which the server
  /// rejects: `1e'` opens a plain string and not an `E` string, and `1e--` opens no comment.
  int endOfNumber(int from) {
    int i = digits(from);
    if (at(i) == '.' && at(i + 1) != '.') {
      i = digits(i + 1);
    }
    boolean exponent = at(i) == 'e' || at(i) == 'E';
    if (exponent && (at(i + 1) == '+' || at(i + 1) == '-')) {
      i = digits(i + 2);
    }
    return isLetter(at(i)) ? endOfWord(i) : i;
  }

  /// The end of an integer and of the letters that follow it.
  int endOfInteger(int from) {
    int i = digits(from);
    return isLetter(at(i)) ? endOfWord(i) : i;
  }

  private int digits(int from) {
    int i = from;
    while (isDigit(at(i))) {
      i++;
    }
    return i;
  }

  int indexOf(char c, int from) {
    int i = text.indexOf(c, from);
    return i < 0 || i >= limit ? UNCLOSED : i;
  }

  /// The character at an offset; NUL after the end.
  char at(int index) {
    return index < limit ? text.charAt(index) : '\0';
  }

  boolean isCommentStart(int index) {
    char c = text.charAt(index);
    return (c == '-' && at(index + 1) == '-') || (c == '/' && at(index + 1) == '*');
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isOperator(char c) {
    return "~!@#^&|`?+-*/%<>=".indexOf(c) >= 0;
  }
}
