package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.Name;
import dev.lockstep.engine.postgres.sql.Token;
import dev.lockstep.engine.postgres.sql.TokenKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A column's type, with its spelling normalized.
///
/// @param name such as `integer`, `varchar`, `timestamptz`; a user-defined type as written
/// @param modifiers the numbers in parentheses
/// @param isArray whether it is an array of the type
public record SqlType(String name, List<Integer> modifiers, boolean isArray) {
  /// The length up to which a type's name is read: longer text is not a type.
  private static final int LONGEST = 200;

  private static final Set<String> SERIALS = Set.of("smallserial", "serial", "bigserial");

  private static final Map<String, String> SPELLINGS =
      Map.ofEntries(
          Map.entry("int", "integer"),
          Map.entry("int4", "integer"),
          Map.entry("int2", "smallint"),
          Map.entry("int8", "bigint"),
          Map.entry("bool", "boolean"),
          Map.entry("character varying", "varchar"),
          Map.entry("char varying", "varchar"),
          Map.entry("character", "char"),
          Map.entry("bpchar", "char"),
          Map.entry("nchar", "char"),
          Map.entry("decimal", "numeric"),
          Map.entry("dec", "numeric"),
          Map.entry("float", "double precision"),
          Map.entry("float8", "double precision"),
          Map.entry("float4", "real"),
          Map.entry("timestamp without time zone", "timestamp"),
          Map.entry("timestamp with time zone", "timestamptz"),
          Map.entry("time without time zone", "time"),
          Map.entry("time with time zone", "timetz"),
          Map.entry("bit varying", "varbit"),
          Map.entry("serial2", "smallserial"),
          Map.entry("serial4", "serial"),
          Map.entry("serial8", "bigserial"));

  public SqlType {
    modifiers = List.copyOf(modifiers);
  }

  /// Parses a type.
  public static SqlType of(List<Token> tokens) {
    var name = new StringBuilder();
    var modifiers = new ArrayList<Integer>();
    boolean array = false;
    boolean joined = true;
    int depth = 0;
    for (Token token : tokens) {
      if (token.kind() == TokenKind.OPEN) {
        depth++;
      } else if (token.kind() == TokenKind.CLOSE) {
        depth--;
      } else if (token.isSymbol("[") || token.isWord("array")) {
        array = true;
      } else if (token.kind() == TokenKind.VALUE && depth > 0) {
        if (modifiers.size() < 2) {
          modifiers.add(number(token.text()));
        }
      } else if (token.isSymbol(".") && name.length() < LONGEST) {
        name.append('.');
        joined = true;
      } else if (token.isName() && depth == 0) {
        if (name.length() < LONGEST) {
          name.append(joined ? "" : " ").append(part(token));
          joined = false;
        }
      }
    }
    return new SqlType(canonical(name.toString()), modifiers, array);
  }

  /// A quoted name is not an alternative spelling: `"char"` is a type of its own.
  private static String part(Token token) {
    boolean quoted = token.kind() == TokenKind.QUOTED_NAME && token.name().equals("char");
    return quoted ? token.text() : Name.stored(token.name());
  }

  private static String canonical(String name) {
    String bare = name.startsWith("pg_catalog.") ? name.substring("pg_catalog.".length()) : name;
    return SPELLINGS.getOrDefault(bare, bare);
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  public boolean isSerial() {
    return SERIALS.contains(name);
  }

  /// The type of a column that is declared with this type.
  public SqlType stored() {
    return switch (name) {
      case "smallserial" -> new SqlType("smallint", List.of(), isArray);
      case "serial" -> new SqlType("integer", List.of(), isArray);
      case "bigserial" -> new SqlType("bigint", List.of(), isArray);
      default -> this;
    };
  }

  @Override
  public String toString() {
    String numbers =
        modifiers.isEmpty()
            ? ""
            : "(" + String.join(",", modifiers.stream().map(String::valueOf).toList()) + ")";
    return name + numbers + (isArray ? "[]" : "");
  }
}
