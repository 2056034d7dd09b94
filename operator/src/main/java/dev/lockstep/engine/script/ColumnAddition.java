package dev.lockstep.engine.script;

import org.jspecify.annotations.Nullable;

/// A column that a declarative script adds if it does not exist.
///
/// @param line the line in the script on which the entry begins, from 1
/// @param table the table's name as it is spelled in the database, with or without a schema and a
///   dot before it
/// @param column the column's name as it is spelled in the database
/// @param type the type, in SQL
/// @param nulls whether the column allows NULL
/// @param defaultValue an SQL expression
/// @param comment the comment on the column
public record ColumnAddition(
    int line,
    String table,
    String column,
    String type,
    Nulls nulls,
    @Nullable String defaultValue,
    @Nullable String comment) {
  /// Whether a column allows NULL.
  public enum Nulls {
    /// NULL is allowed.
    ALLOWED,
    /// `NOT NULL`.
    REFUSED
  }
}
