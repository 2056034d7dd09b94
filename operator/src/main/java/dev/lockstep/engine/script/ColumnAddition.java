package dev.lockstep.engine.script;

import org.jspecify.annotations.Nullable;

/// A column that a declarative script adds where it is missing.
///
/// @param line the line in the script where the entry begins, from 1
/// @param table the table's name as it is spelled in the database, with its schema before a dot or
///   without one
/// @param column the column's name as it is spelled in the database
/// @param type its type, in SQL
/// @param nulls whether it takes NULL
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
  /// Whether a column takes NULL.
  public enum Nulls {
    /// It does.
    ALLOWED,
    /// `NOT NULL`.
    REFUSED
  }
}
