package dev.lockstep.runner.output;

import dev.lockstep.schema.Printable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows with aligned columns. Each column is as wide as its widest cell; if the terminal is too
/// narrow, the widest of the columns that may be wrapped become narrower.
///
/// picocli also has a table, but it cannot wrap two cells of a row side by side.
public final class TextTable {
  private static final String SPACE = "  ";

  /// The minimum width, below which words are unreadable.
  private static final int LEAST = 12;

  /// How to fit a column on a narrow terminal.
  public enum Fit {
    /// The column keeps its width.
    WHOLE,
    /// The cells are wrapped.
    WRAPPED
  }

  /// A cell, without line breaks.
  public record Cell(TextStyle style, String words) {
    public Cell {
      words = Printable.line(words);
    }

    public static Cell of(String words) {
      return new Cell(TextStyle.PLAIN, words);
    }

    private Cell stripped() {
      return new Cell(style, words.strip());
    }
  }

  private final Terminal terminal;
  private final List<Fit> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  public TextTable(Terminal terminal, Fit... columns) {
    this.terminal = terminal;
    this.columns = List.of(columns);
  }

  /// Adds a row with a cell for each column.
  public TextTable row(Cell... cells) {
    rows.add(Arrays.stream(cells).map(Cell::stripped).toList());
    return this;
  }

  /// Adds a row of titles.
  public TextTable titles(String... titles) {
    rows.add(Arrays.stream(titles).map(title -> new Cell(TextStyle.TITLE, title)).toList());
    return this;
  }

  /// The table as lines.
  public Page page() {
    int[] widths = widths();
    var page = new Page();
    rows.forEach(row -> add(page, row, widths));
    return page;
  }

  private void add(Page page, List<Cell> row, int[] widths) {
    var wrapped = new ArrayList<List<String>>();
    for (int i = 0; i < widths.length; i++) {
      wrapped.add(wrapped(row.get(i).words(), widths[i]));
    }
    int height = wrapped.stream().mapToInt(List::size).max().orElse(0);
    for (int line = 0; line < height; line++) {
      page.line(terminal, line(row, wrapped, widths, line));
    }
  }

  private static List<Cell> line(
      List<Cell> row, List<List<String>> wrapped, int[] widths, int line) {
    var cells = new ArrayList<Cell>();
    int blanks = 0;
    for (int i = 0; i < widths.length; i++) {
      String words = line < wrapped.get(i).size() ? wrapped.get(i).get(line) : "";
      if (!words.isEmpty()) {
        cells.add(Cell.of(" ".repeat(blanks)));
        cells.add(new Cell(row.get(i).style(), words));
        blanks = 0;
      }
      blanks += widths[i] - length(words) + SPACE.length();
    }
    return cells;
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
    while (widest >= 0 && Arrays.stream(widths).sum() + between > terminal.width()) {
      widths[widest]--;
      widest = widest(widths);
    }
    return widths;
  }

  /// The index of the widest column that can become narrower, or -1.
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

  /// A text broken into lines, at spaces if possible.
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
