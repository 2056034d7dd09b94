package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A constraint of a table or of a column.
///
/// @param kind what it demands
/// @param name the name that it is given
/// @param columns the columns that it names; none for a CHECK
/// @param condition the expression of a CHECK
/// @param references the table that a foreign key points at
/// @param index the index that a UNIQUE or PRIMARY KEY takes over
/// @param state whether the rows that are there are looked at
/// @param offset where it begins in the statement
public record TableConstraint(
    Kind kind,
    @Nullable String name,
    List<String> columns,
    Condition condition,
    @Nullable Name references,
    @Nullable String index,
    State state,
    int offset) {
  /// What a constraint demands.
  public enum Kind {
    CHECK,
    FOREIGN_KEY,
    UNIQUE,
    PRIMARY_KEY,
    EXCLUDE,
    NOT_NULL
  }

  /// How far a constraint is proven.
  public enum State {
    /// It holds for all rows.
    VALID,
    /// It holds for new rows.
    NOT_VALID,
    /// It holds for none.
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

  /// Whether it is the NOT NULL of a column.
  public boolean demandsValueIn(String column) {
    return kind == Kind.NOT_NULL && columns.contains(column);
  }

  /// Whether the server keeps an index for it.
  public boolean hasIndex() {
    return kind == Kind.UNIQUE || kind == Kind.PRIMARY_KEY || kind == Kind.EXCLUDE;
  }

  /// Whether a validated one proves that a column holds no NULL.
  public boolean provesNotNull(String column) {
    return state == State.VALID
        && switch (kind) {
          case PRIMARY_KEY, NOT_NULL -> columns.contains(column);
          case CHECK -> condition.proven().contains(column);
          case UNIQUE, FOREIGN_KEY, EXCLUDE -> false;
        };
  }

  /// Whether it is a CHECK that names one of these columns.
  public boolean checksOneOf(List<String> names) {
    return kind == Kind.CHECK
        && state == State.VALID
        && names.stream().anyMatch(condition.names()::contains);
  }
}
