package dev.lockstep.engine.script;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Goes over the lines of a text that hold a word, and that are comments as the tools see them:
/// lines that begin with two dashes, wherever they stand. Like the tools it knows no SQL, so a line
/// inside a string counts as well; what is cut off there shows as a string that is not closed.
///
/// The other lines are neither copied nor looked at twice, because scripts have megabytes.
public final class MarkerLines {
  private final String text;
  private final Matcher word;
  private int counted;
  private int line = 1;
  private int start;
  private int end;

  public MarkerLines(String text, Pattern word) {
    this.text = text;
    this.word = word.matcher(text);
  }

  /// Moves to the next line.
  ///
  /// @return whether there is one
  public boolean next() {
    int from = end;
    while (from <= text.length() && word.find(from)) {
      start = startOf(word.start(), from);
      end = endOf(word.end());
      from = end;
      if (text().strip().startsWith("--")) {
        return true;
      }
    }
    return false;
  }

  /// The line without its end.
  public String text() {
    return text.substring(start, end);
  }

  /// Where the line begins.
  public int start() {
    return start;
  }

  /// Where the line's end begins.
  public int end() {
    return end;
  }

  /// The number of the line, from 1, as editors count.
  public int line() {
    for (; counted < start; counted++) {
      if (text.charAt(counted) == '\n') {
        line++;
      }
    }
    return line;
  }

  /// How many line feeds stand before a place.
  public static int feedsBefore(String text, int place) {
    int feeds = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < place; i = text.indexOf('\n', i + 1)) {
      feeds++;
    }
    return feeds;
  }

  /// Whether nothing but comments and blank lines stands before the line.
  public boolean isFirstText() {
    return text.substring(0, start)
        .lines()
        .map(String::strip)
        .allMatch(before -> before.isEmpty() || before.startsWith("--"));
  }

  private int startOf(int offset, int from) {
    int first = offset;
    while (first > from && !isLineEnd(text.charAt(first - 1))) {
      first--;
    }
    return first;
  }

  private int endOf(int offset) {
    int after = offset;
    while (after < text.length() && !isLineEnd(text.charAt(after))) {
      after++;
    }
    return after;
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }
}
