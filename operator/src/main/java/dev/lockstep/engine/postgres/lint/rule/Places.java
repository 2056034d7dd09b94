package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Finding.Place;
import java.util.Arrays;

/// Turns offsets in a text into lines and columns, each without going over the text again.
public final class Places {
  /// So many UTF-16 units lie between two places whose number of characters is kept.
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

  /// Where the lines begin.
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

  /// How many characters stand before an offset.
  private int before(int offset) {
    int kept = offset / STRIDE;
    return characters[kept] + text.codePointCount(kept * STRIDE, offset);
  }
}
