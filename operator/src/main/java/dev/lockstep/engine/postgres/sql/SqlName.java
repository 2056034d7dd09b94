package dev.lockstep.engine.postgres.sql;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A qualified name as the server understands it: plain parts folded, quoted ones without quotes.
///
/// @param parts one, or schema and name, or database, schema and name
public record SqlName(List<String> parts) {
  public SqlName {
    parts = List.copyOf(parts);
  }

  /// The name that a statement contains.
  public static SqlName of(Name name) {
    return new SqlName(
        Stream.of(name.database(), name.schema(), name.text())
            .flatMap(Stream::ofNullable)
            .toList());
  }

  /// An expression for the object's own name as a value of type `name`.
  public String literal() {
    return Sql.literal(parts.getLast()) + "::pg_catalog.name";
  }

  /// An expression that resolves the name as the server would now; NULL if no such relation exists.
  public String lookup() {
    String quoted = parts.stream().map(Sql::identifier).collect(Collectors.joining("."));
    return "pg_catalog.to_regclass(" + Sql.literal(quoted) + ")";
  }
}
