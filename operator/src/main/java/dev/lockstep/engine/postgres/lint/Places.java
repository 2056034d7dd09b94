package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.lint.Finding.Place;

/// Turns offsets in a text into lines and columns.
///
/// @param text the text
record Places(String text) {
  Place at(int offset) {
    int line = 1;
    int from = 0;
    for (int feed = text.indexOf('\n'); feed >= 0 && feed < offset; ) {
      line++;
      from = feed + 1;
      feed = text.indexOf('\n', from);
    }
    return new Place(line, text.codePointCount(from, offset) + 1);
  }
}
