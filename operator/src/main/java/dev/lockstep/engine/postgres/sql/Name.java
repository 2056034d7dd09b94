package dev.lockstep.engine.postgres.sql;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A name in a statement as the server understands it.
///
/// @param database the database that qualifies the name, which can only be the session's own
/// @param schema the schema that qualifies the name
/// @param text the object's own name
/// @param offset the offset of the name in the statement
public record Name(@Nullable String database, @Nullable String schema, String text, int offset) {
  /// The length in bytes to which PostgreSQL truncates a name.
  public static final int BYTES = 63;

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

  /// PostgreSQL's reserved words that are plausible as names.
  private static final Set<String> RESERVED =
      Set.of(
          ("all analyse analyze and any array as asc both case cast check collate column constraint"
                  + " create current_date current_role current_time current_timestamp current_user"
                  + " default deferrable desc distinct do else end except false fetch for foreign"
                  + " from grant group having in initially intersect into lateral leading limit"
                  + " localtime localtimestamp not null offset on only or order placing primary"
                  + " references returning select session_user some table then to trailing true"
                  + " union unique user using variadic when where window with authorization left"
                  + " right inner outer join full cross natural like ilike is freeze binary verbose")
              .split(" "));

  public Name(@Nullable String schema, String text, int offset) {
    this(null, schema, text, offset);
  }

  /// The name as SQL text, with its schema and with quotes where they are needed.
  public String sql() {
    return schema == null ? quoted(text) : quoted(schema) + "." + quoted(text);
  }

  /// A name as the server stores it: truncated, but not in the middle of a character.
  public static String stored(String name) {
    int bytes = 0;
    int end = 0;
    while (end < name.length()) {
      int character = name.codePointAt(end);
      bytes += character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
      if (bytes > BYTES) {
        return name.substring(0, end);
      }
      end += Character.charCount(character);
    }
    return name;
  }

  /// Another object in the same schema.
  public Name sibling(String other) {
    return new Name(schema, other, offset);
  }

  /// A single name as SQL text, with quotes where they are needed.
  public static String quoted(String name) {
    boolean plain =
        PLAIN.matcher(name).matches() && !RESERVED.contains(name.toLowerCase(Locale.ROOT));
    return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  @Override
  public String toString() {
    return sql();
  }
}
