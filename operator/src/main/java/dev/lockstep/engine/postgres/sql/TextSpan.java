package dev.lockstep.engine.postgres.sql;

/// A range of a script's text, which is not copied: 20 MB can be a hundred thousand statements.
///
/// @param script the text of the script
/// @param start the offset of the first character
/// @param end the offset after the last character
public record TextSpan(String script, int start, int end) {
  /// The number of bytes in UTF-8, without a copy.
  public int bytes() {
    int bytes = 0;
    for (int i = start; i < end; i++) {
      char character = script.charAt(i);
      if (character < 0x80) {
        bytes++;
      } else {
        // Each half of a surrogate pair counts for two of its four bytes.
        bytes += character < 0x800 || Character.isSurrogate(character) ? 2 : 3;
      }
    }
    return bytes;
  }

  @Override
  public String toString() {
    return script.substring(start, end);
  }
}
