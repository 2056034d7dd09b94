package dev.lockstep.engine.postgres.lint;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A name in a statement as the server understands it.
///
/// @param schema the schema that it is qualified with
/// @param text the object's own name
/// @param offset where it begins in the statement
record Name(@Nullable String schema, String text, int offset) {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

  /// Those of PostgreSQL's reserved words that people take for names.
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

  /// The name as one writes it.
  String sql() {
    return schema == null ? quoted(text) : quoted(schema) + "." + quoted(text);
  }

  /// Another object in the same schema.
  Name sibling(String other) {
    return new Name(schema, other, offset);
  }

  /// A single name as one writes it: with quotes where it needs them.
  static String quoted(String name) {
    boolean plain =
        PLAIN.matcher(name).matches() && !RESERVED.contains(name.toLowerCase(Locale.ROOT));
    return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
  }

  @Override
  public String toString() {
    return sql();
  }
}
