package dev.lockstep.engine.postgres.sql;

/// A position in a text that moves forward and tracks its line and column; visiting a whole text
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

  /// The line, from 1.
  public int line() {
    return line;
  }

  /// The column, from 1, in characters.
  int column() {
    return column;
  }

  /// Moves to a later offset.
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

  /// The number of line feeds before a later offset, without moving there.
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
