package dev.lockstep.engine.postgres;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Quotes names and values for SQL text. What it gives is ASCII, and means the same whatever
/// `standard_conforming_strings` and `client_encoding` a script has left behind.
final class Sql {
  private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7F]");

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

  /// The value as an expression that every database takes. A literal of what the encoding of the
  /// database lacks is an error: there the value has question marks.
  static String inAnyEncoding(String value) {
    String plain = NOT_ASCII.matcher(value).replaceAll("?");
    if (plain.equals(value)) {
      return literal(value) + "::text";
    }
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return """
        CASE WHEN pg_catalog.current_setting('server_encoding') = 'UTF8'
          THEN pg_catalog.convert_from(%s::bytea, 'UTF8') ELSE %s END"""
        .formatted(literal("\\x" + HexFormat.of().formatHex(bytes)), literal(plain));
  }
}
