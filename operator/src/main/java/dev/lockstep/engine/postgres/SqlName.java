package dev.lockstep.engine.postgres;

import java.util.List;
import java.util.stream.Collectors;

/// A name in a statement as the server understands it: plain parts folded, quoted ones without
/// their quotes.
///
/// @param parts one, or schema and name, or database, schema and name
record SqlName(List<String> parts) {
  SqlName {
    parts = List.copyOf(parts);
  }

  /// The part that names the object itself, as a value.
  String literal() {
    return Sql.literal(parts.getLast()) + "::pg_catalog.name";
  }

  /// An expression that looks the name up as the server would now; NULL when there is no such
  /// relation.
  String lookup() {
    String quoted = parts.stream().map(Sql::identifier).collect(Collectors.joining("."));
    return "pg_catalog.to_regclass(" + Sql.literal(quoted) + ")";
  }
}
