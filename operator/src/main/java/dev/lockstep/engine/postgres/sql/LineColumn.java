package dev.lockstep.engine.postgres.sql;

/// A place in a text that moves forward and knows its line and column; going over the whole text
/// takes one pass, however long its lines are.
///
/// Lines end with a line feed, as psql and editors count them.
public final class LineColumn {
  private final String text;
  private int offset;
  private int line = 1;
  private int column = 1;

  public LineColumn(String text, int offset) {
    this.text = text;
    this.offset = offset;
  }

  /// From 1.
  public int line() {
    return line;
  }

  /// From 1, in characters.
  int column() {
    return column;
  }

  /// Moves to a later place.
  public void moveTo(int target) {
    for (; offset < target; offset++) {
      char c = text.charAt(offset);
      if (c == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(c)) {
        column++;
      }
    }
  }

  /// How many lines lie before a later place, without going there.
  int linesBefore(int target) {
    int lines = line - 1;
    for (int i = offset; i < target; i++) {
      if (text.charAt(i) == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
