package dev.lockstep.engine.postgres;

import org.jspecify.annotations.Nullable;

/// Quotes names and values for SQL text. What it gives is ASCII, and means the same whatever
/// `standard_conforming_strings` and `client_encoding` a script has left behind.
final class Sql {
  private Sql() {}

  /// A name, as it is written.
  static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /// A text value, or NULL.
  static String literal(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    var quoted = new StringBuilder(value.length() + 16);
    boolean escaped = false;
    for (int i = 0; i < value.length(); ) {
      int character = value.codePointAt(i);
      i += Character.charCount(character);
      if (character == '\'') {
        quoted.append("''");
      } else if (character == '\\') {
        quoted.append("\\\\");
        escaped = true;
      } else if (character == 0) {
        // PostgreSQL has no text with a zero byte.
        quoted.append(' ');
      } else if (character < 0x80) {
        quoted.append((char) character);
      } else {
        quoted.append("\\U%08X".formatted(character));
        escaped = true;
      }
    }
    return (escaped ? "E'" : "'") + quoted.append("'");
  }
}
