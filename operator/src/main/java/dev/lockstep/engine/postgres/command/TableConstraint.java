package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A constraint of a table or of a column.
///
/// @param kind the kind of the constraint
/// @param name the given name, or null
/// @param columns the constrained columns; empty for a CHECK
/// @param condition the expression of a CHECK
/// @param references the table that a foreign key references
/// @param index the existing index that a UNIQUE or PRIMARY KEY uses
/// @param state whether existing rows are checked
/// @param offset the offset of the constraint in the statement
public record TableConstraint(
    Kind kind,
    @Nullable String name,
    List<String> columns,
    Condition condition,
    @Nullable Name references,
    @Nullable String index,
    State state,
    int offset) {
  /// The kind of a constraint.
  public enum Kind {
    CHECK,
    FOREIGN_KEY,
    UNIQUE,
    PRIMARY_KEY,
    EXCLUDE,
    NOT_NULL
  }

  /// The rows for which a constraint holds.
  public enum State {
    /// All rows.
    VALID,
    /// New rows.
    NOT_VALID,
    /// No rows.
    NOT_ENFORCED
  }

  public TableConstraint {
    columns = List.copyOf(columns);
  }

  public TableConstraint named(String newName) {
    return new TableConstraint(kind, newName, columns, condition, references, index, state, offset);
  }

  public TableConstraint in(State newState) {
    return new TableConstraint(kind, name, columns, condition, references, index, newState, offset);
  }

  /// Whether the constraint is the NOT NULL of a column.
  public boolean demandsValueIn(String column) {
    return kind == Kind.NOT_NULL && columns.contains(column);
  }

  /// Whether the constraint has an index.
  public boolean hasIndex() {
    return kind == Kind.UNIQUE || kind == Kind.PRIMARY_KEY || kind == Kind.EXCLUDE;
  }

  /// Whether the constraint is valid and proves that a column contains no NULL.
  public boolean provesNotNull(String column) {
    return state == State.VALID
        && switch (kind) {
          case PRIMARY_KEY, NOT_NULL -> columns.contains(column);
          case CHECK -> condition.proven().contains(column);
          case UNIQUE, FOREIGN_KEY, EXCLUDE -> false;
        };
  }

  /// Whether the constraint is a valid CHECK that names one of these columns.
  public boolean checksOneOf(List<String> names) {
    return kind == Kind.CHECK
        && state == State.VALID
        && names.stream().anyMatch(condition.names()::contains);
  }
}
