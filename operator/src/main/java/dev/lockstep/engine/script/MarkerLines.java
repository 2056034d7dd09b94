package dev.lockstep.engine.script;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Iterates over the lines of a text that contain a word and that are comments to the tools: lines
/// that begin with two dashes, wherever they are. Like the tools it does not parse SQL, so a line
/// inside a string counts as well; a part that is split there ends in a string that is not closed.
///
/// Other lines are neither copied nor read twice, because scripts can have megabytes.
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

  /// The offset at which the line begins.
  public int start() {
    return start;
  }

  /// The offset at which the line ends, without its line end.
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

  /// The number of line feeds before an offset.
  public static int feedsBefore(String text, int place) {
    int feeds = 0;
    for (int i = text.indexOf('\n'); i >= 0 && i < place; i = text.indexOf('\n', i + 1)) {
      feeds++;
    }
    return feeds;
  }

  /// Whether only comments and blank lines precede the line.
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
