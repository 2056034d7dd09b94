package dev.lockstep.engine.postgres.sql;

import dev.lockstep.schema.Failure;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Quotes names and values for SQL text. The result is ASCII, except in names, and means the same
/// whatever `standard_conforming_strings` and `client_encoding` a script has left behind.
public final class Sql {
  private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7F]");

  private Sql() {}

  /// A quoted identifier.
  public static String identifier(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /// A text value, or NULL. Characters beyond ASCII are converted from their bytes: in a database
  /// without an encoding (SQL_ASCII) the server accepts them in no other way. They are stored as
  /// psql would store them.
  public static String literal(@Nullable String value) {
    if (value == null) {
      return "NULL";
    }
    return NOT_ASCII.matcher(value).find()
        ? """
          pg_catalog.convert_from(%s::pg_catalog.bytea, (CASE WHEN pg_catalog.current_setting('server_encoding')
            OPERATOR(pg_catalog.=) 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END)::pg_catalog.name)"""
            .formatted(bytes(value))
        : constant(value);
  }

  private static String bytes(String value) {
    byte[] bytes = value.replace('\0', ' ').getBytes(StandardCharsets.UTF_8);
    return constant("\\x" + HexFormat.of().formatHex(bytes));
  }

  /// A text value as a constant, for places where the grammar allows no expression.
  public static String constant(String value) {
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
        // PostgreSQL cannot store a zero byte in text.
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

  /// The value as an expression that is valid in every database. A literal with a character that
  /// the database's encoding lacks is an error; such a database gets question marks instead.
  public static String inAnyEncoding(String value) {
    String plain = NOT_ASCII.matcher(value).replaceAll("?");
    if (plain.equals(value)) {
      return literal(value) + "::pg_catalog.text";
    }
    return """
        CASE WHEN pg_catalog.current_setting('server_encoding') OPERATOR(pg_catalog.=) 'UTF8'
          THEN %s ELSE %s END"""
        .formatted(literal(value), constant(plain));
  }

  /// The failure with escapes in place of characters beyond ASCII.
  public static Failure escaped(Failure failure) {
    String hint = failure.hint();
    String confidential = failure.confidential();
    return new Failure(
        failure.kind(),
        failure.failureClass(),
        failure.script(),
        failure.statement(),
        failure.line(),
        failure.sqlState(),
        escaped(failure.message()),
        hint == null ? null : escaped(hint),
        confidential == null ? null : escaped(confidential));
  }

  private static String escaped(String text) {
    return NOT_ASCII
        .matcher(text)
        .replaceAll(letter -> "\\\\u%04X".formatted(letter.group().codePointAt(0)));
  }
}
