package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A constraint of a table or of a column.
///
/// @param kind what it demands
/// @param name the name that it is given
/// @param columns the columns that it names; none for a CHECK
/// @param expression the expression of a CHECK
/// @param references the table that a foreign key points at
/// @param index the index that a UNIQUE or PRIMARY KEY takes over
/// @param state whether the rows that are there are looked at
/// @param offset where it begins in the statement
record TableConstraint(
    Kind kind,
    @Nullable String name,
    List<String> columns,
    List<SqlLexeme> expression,
    @Nullable Name references,
    @Nullable String index,
    State state,
    int offset) {
  /// What a constraint demands.
  enum Kind {
    CHECK,
    FOREIGN_KEY,
    UNIQUE,
    PRIMARY_KEY,
    EXCLUDE,
    NOT_NULL
  }

  /// How far a constraint is proven.
  enum State {
    /// It holds for all rows.
    VALID,
    /// It holds for new rows.
    NOT_VALID,
    /// It holds for none.
    NOT_ENFORCED
  }

  TableConstraint {
    columns = List.copyOf(columns);
    expression = List.copyOf(expression);
  }

  TableConstraint named(String newName) {
    return new TableConstraint(
        kind, newName, columns, expression, references, index, state, offset);
  }

  TableConstraint in(State newState) {
    return new TableConstraint(
        kind, name, columns, expression, references, index, newState, offset);
  }

  /// Whether it is the NOT NULL of a column.
  boolean demandsValueIn(String column) {
    return kind == Kind.NOT_NULL && columns.contains(column);
  }

  /// Whether the server keeps an index for it.
  boolean hasIndex() {
    return kind == Kind.UNIQUE || kind == Kind.PRIMARY_KEY || kind == Kind.EXCLUDE;
  }

  /// Whether a validated one proves that a column holds no NULL, as the server's own proof finds
  /// it: `column IS NOT NULL`, by itself or as one of several conditions that must all hold.
  boolean provesNotNull(String column) {
    if (kind == Kind.PRIMARY_KEY || kind == Kind.NOT_NULL) {
      return columns.contains(column) && state == State.VALID;
    }
    if (kind != Kind.CHECK || state != State.VALID) {
      return false;
    }
    boolean alternatives =
        expression.stream().anyMatch(token -> token.isWord("or") || token.isWord("case"));
    for (int i = 0; i + 3 < expression.size() && !alternatives; i++) {
      boolean negated = i > 0 && expression.get(i - 1).isWord("not");
      if (expression.get(i).isName()
          && expression.get(i).name().equals(column)
          && expression.get(i + 1).isWord("is")
          && expression.get(i + 2).isWord("not")
          && expression.get(i + 3).isWord("null")
          && !negated) {
        return true;
      }
    }
    return false;
  }

  /// Whether it is a CHECK that names one of these columns.
  boolean checksOneOf(List<String> names) {
    return kind == Kind.CHECK
        && state == State.VALID
        && expression.stream().anyMatch(token -> token.isName() && names.contains(token.name()));
  }
}
