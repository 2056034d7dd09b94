package dev.lockstep.schema;

import java.util.stream.Collectors;

/// Makes text from outside safe to print. File names, statements, server messages and names chosen
/// by other users may contain any character. A character that would move the cursor, set a color,
/// change the direction of writing or be invisible is shown as an escape, and no line of such a
/// text can be mistaken for a line of Lockstep's own output.
///
/// Escapes are `\u001B`, and `\U000E0041` beyond the basic plane. Letters of all scripts are kept.
public final class Printable {
  private static final int DELETE = 0x7F;
  private static final int NO_BREAK_SPACE = 0xA0;
  private static final int NARROW_NO_BREAK_SPACE = 0x202F;
  private static final int IDEOGRAPHIC_SPACE = 0x3000;
  private static final int TAB_STOP = 8;

  private Printable() {}

  /// Returns a text on one line: each line end, with the white space around it, becomes a blank.
  public static String line(String text) {
    return isPlain(text) ? text : escaped(onOneLine(text));
  }

  /// Returns the lines of a text, each safe by itself. The indent, or a prefix, must mark them as
  /// parts of something.
  public static String block(String text, String indent) {
    return text.lines()
        .map(line -> (indent + escaped(expanded(line))).stripTrailing())
        .collect(Collectors.joining("\n"));
  }

  /// Makes JSON text safe to print. An invisible character, which can occur in strings only,
  /// becomes an escape of JSON, so parsers read the same value as before.
  public static String json(String json) {
    var text = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i += Character.charCount(json.codePointAt(i))) {
      int point = json.codePointAt(i);
      if (isVisible(point)) {
        text.appendCodePoint(point);
      } else {
        Character.toString(point).chars().forEach(unit -> text.append("\\u%04x".formatted(unit)));
      }
    }
    return text.toString();
  }

  /// Returns whether a reader can see a character. A blank counts as visible.
  static boolean isVisible(int point) {
    if (point >= ' ' && point < DELETE) {
      return true;
    }
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      case Character.SPACE_SEPARATOR -> point == IDEOGRAPHIC_SPACE;
      default -> !isIgnorable(point);
    };
  }

  /// Invisible characters: fillers, joiners, variation selectors.
  private static boolean isIgnorable(int point) {
    return switch (point) {
      case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0 -> true;
      default ->
          (point >= 0x180B && point <= 0x180F)
              || (point >= 0xFE00 && point <= 0xFE0F)
              || (point >= 0xE0100 && point <= 0xE01EF);
    };
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) >= DELETE) {
        return false;
      }
    }
    return true;
  }

  /// Replaces each run of white space that contains a line end by one blank.
  private static String onOneLine(String text) {
    var line = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int end = i;
      boolean ends = false;
      while (end < text.length() && isWhite(text.charAt(end))) {
        ends |= isLineEnd(text.charAt(end));
        end++;
      }
      if (ends) {
        line.append(' ');
        i = end;
      } else {
        line.append(text, i, Math.max(end, i + 1));
        i = Math.max(end, i + 1);
      }
    }
    return line.toString();
  }

  private static boolean isWhite(char unit) {
    return unit == ' ' || unit == '\t' || isLineEnd(unit);
  }

  private static boolean isLineEnd(char unit) {
    return unit == '\n' || unit == '\r';
  }

  private static String escaped(String line) {
    if (isPlain(line)) {
      return line;
    }
    var text = new StringBuilder(line.length() + TAB_STOP);
    int before = 0;
    for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
      int point = line.codePointAt(i);
      int next = i + Character.charCount(point);
      if (isVisible(point)) {
        text.appendCodePoint(point);
      } else if (isFrenchSpace(before, point, next < line.length() ? line.codePointAt(next) : 0)) {
        text.append(' ');
      } else {
        text.append((point > 0xFFFF ? "\\U%08X" : "\\u%04X").formatted(point));
      }
      before = point;
    }
    return text.toString();
  }

  /// Returns whether a character is one of the spaces that French puts inside quotation marks and
  /// before some punctuation marks.
  private static boolean isFrenchSpace(int before, int point, int after) {
    return (point == NO_BREAK_SPACE || point == NARROW_NO_BREAK_SPACE)
        && (before == '«' || "»:;!?".indexOf(after) >= 0);
  }

  /// Replaces tabs by blanks up to the next stop, as a terminal shows them.
  private static String expanded(String line) {
    if (line.indexOf('\t') < 0) {
      return line;
    }
    var text = new StringBuilder(line.length() + TAB_STOP);
    line.codePoints()
        .forEach(
            point -> {
              if (point == '\t') {
                text.repeat(' ', TAB_STOP - text.length() % TAB_STOP);
              } else {
                text.appendCodePoint(point);
              }
            });
    return text.toString();
  }
}
