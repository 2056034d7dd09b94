package dev.lockstep.runner.output;

import dev.lockstep.schema.Printable;
import java.util.ArrayList;
import java.util.List;

/// Lines of text, the only form of output with more than one line. Everything that is added is
/// content: it cannot move a cursor, and its line ends do not begin a new line.
public final class Page {
  private final List<String> lines = new ArrayList<>();

  /// A page with one line.
  public static Page of(String line) {
    return new Page().line(line);
  }

  /// Adds one line.
  public Page line(String text) {
    lines.add(Printable.line(text).stripTrailing());
    return this;
  }

  /// Adds a line in a style.
  public Page line(Terminal terminal, TextStyle style, String text) {
    lines.add(terminal.colored(style, Printable.line(text)));
    return this;
  }

  /// Adds a line that consists of cells.
  public Page line(Terminal terminal, List<TextTable.Cell> cells) {
    var line = new StringBuilder();
    cells.forEach(cell -> line.append(terminal.colored(cell.style(), cell.words())));
    lines.add(line.toString());
    return this;
  }

  /// Adds a text of several lines, all of them indented.
  public Page block(int indent, String text) {
    lines.add(Printable.block(text, " ".repeat(Math.max(1, indent))));
    return this;
  }

  /// Adds another page.
  public Page add(Page other) {
    lines.addAll(other.lines);
    return this;
  }

  /// Adds an empty line.
  public Page gap() {
    lines.add("");
    return this;
  }

  public boolean isEmpty() {
    return lines.isEmpty();
  }

  /// The lines, without a line end after the last one.
  @Override
  public String toString() {
    return String.join("\n", lines);
  }
}
