package dev.lockstep.runner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Rows with aligned columns. Each column is as wide as its widest cell, as long as the screen
/// takes it; then the widest of those that may be wrapped give way.
///
/// picocli has a table, too; it cannot wrap two cells of a row beside each other.
final class Grid {
  private static final String SPACE = "  ";

  /// Narrower than this nobody reads words.
  private static final int LEAST = 12;

  /// What a column does on a narrow screen.
  enum Fit {
    /// It stays.
    WHOLE,
    /// Its cells take several lines.
    WRAPPED
  }

  /// Words in a place.
  record Cell(Tone tone, String words) {
    Cell {
      words = Console.oneLine(words);
    }

    static Cell of(String words) {
      return new Cell(Tone.PLAIN, words);
    }
  }

  private final Screen screen;
  private final List<Fit> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  Grid(Screen screen, Fit... columns) {
    this.screen = screen;
    this.columns = List.of(columns);
  }

  /// A row with a cell for each column.
  Grid row(Cell... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /// A row of titles.
  Grid titles(String... titles) {
    rows.add(Arrays.stream(titles).map(title -> new Cell(Tone.TITLE, title)).toList());
    return this;
  }

  /// The lines, without the last one's end.
  String text() {
    int[] widths = widths();
    return rows.stream().map(row -> text(row, widths)).collect(Collectors.joining("\n"));
  }

  private String text(List<Cell> row, int[] widths) {
    var wrapped = new ArrayList<List<String>>();
    for (int i = 0; i < widths.length; i++) {
      wrapped.add(wrapped(row.get(i).words(), widths[i]));
    }
    int height = wrapped.stream().mapToInt(List::size).max().orElse(0);
    var lines = new ArrayList<String>();
    for (int line = 0; line < height; line++) {
      lines.add(line(row, wrapped, widths, line));
    }
    return String.join("\n", lines);
  }

  private String line(List<Cell> row, List<List<String>> wrapped, int[] widths, int line) {
    var text = new StringBuilder();
    int blanks = 0;
    for (int i = 0; i < widths.length; i++) {
      String words = line < wrapped.get(i).size() ? wrapped.get(i).get(line) : "";
      if (!words.isEmpty()) {
        text.repeat(' ', blanks).append(screen.colored(row.get(i).tone(), words));
        blanks = 0;
      }
      blanks += widths[i] - length(words) + SPACE.length();
    }
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[columns.size()];
    for (List<Cell> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], length(row.get(i).words()));
      }
    }
    int between = SPACE.length() * (widths.length - 1);
    int widest = widest(widths);
    while (widest >= 0 && Arrays.stream(widths).sum() + between > screen.width()) {
      widths[widest]--;
      widest = widest(widths);
    }
    return widths;
  }

  /// The widest of the columns that can become narrower, or -1.
  private int widest(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      boolean yields = columns.get(i) == Fit.WRAPPED && widths[i] > LEAST;
      if (yields && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  /// A text in lines, broken at blanks where there are some.
  private static List<String> wrapped(String words, int width) {
    var lines = new ArrayList<String>();
    String rest = words;
    while (length(rest) > width) {
      int most = rest.offsetByCodePoints(0, Math.max(1, width));
      int blank = rest.charAt(most) == ' ' ? most : rest.lastIndexOf(' ', most - 1);
      int end = blank > 0 ? blank : most;
      lines.add(rest.substring(0, end).stripTrailing());
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }

  private static int length(String words) {
    return words.codePointCount(0, words.length());
  }
}
