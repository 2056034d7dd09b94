package dev.lockstep.engine.postgres.sql;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A name in a statement as the server understands it: plain parts folded, quoted ones without
/// their quotes.
///
/// @param parts one, or schema and name, or database, schema and name
public record SqlName(List<String> parts) {
  public SqlName {
    parts = List.copyOf(parts);
  }

  /// A name that was read in a statement.
  public static SqlName of(Name name) {
    return new SqlName(
        Stream.of(name.database(), name.schema(), name.text())
            .flatMap(Stream::ofNullable)
            .toList());
  }

  /// The part that names the object itself, as a value.
  public String literal() {
    return Sql.literal(parts.getLast()) + "::pg_catalog.name";
  }

  /// An expression that looks the name up as the server would now; NULL when there is no such
  /// relation.
  public String lookup() {
    String quoted = parts.stream().map(Sql::identifier).collect(Collectors.joining("."));
    return "pg_catalog.to_regclass(" + Sql.literal(quoted) + ")";
  }
}
