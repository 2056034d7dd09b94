package dev.lockstep.engine.lint;

import dev.lockstep.engine.lint.Finding.Place;
import java.util.Arrays;

/// Converts offsets in a text to lines and columns, without rescanning the text for each.
public final class Places {
  /// The distance, in UTF-16 units, between two offsets whose number of characters is stored.
  private static final int STRIDE = 1024;

  private final String text;
  private final int[] lines;
  private final int[] characters;

  public Places(String text) {
    this.text = text;
    this.lines = lines(text);
    this.characters = new int[text.length() / STRIDE + 1];
    for (int i = 1; i < characters.length; i++) {
      characters[i] = characters[i - 1] + text.codePointCount((i - 1) * STRIDE, i * STRIDE);
    }
  }

  /// The offsets at which the lines begin.
  private static int[] lines(String text) {
    var starts = new int[1 + (int) text.chars().filter(c -> c == '\n').count()];
    int line = 1;
    for (int feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
      starts[line++] = feed + 1;
    }
    return starts;
  }

  public Place at(int offset) {
    int found = Arrays.binarySearch(lines, offset);
    int line = found >= 0 ? found : -found - 2;
    return new Place(line + 1, before(offset) - before(lines[line]) + 1);
  }

  /// The number of characters before an offset.
  private int before(int offset) {
    int kept = offset / STRIDE;
    return characters[kept] + text.codePointCount(kept * STRIDE, offset);
  }
}
