package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.Token;
import java.util.List;
import java.util.Optional;

/// A column definition of CREATE TABLE or ADD COLUMN.
///
/// @param name the column's name
/// @param type the column's type
/// @param defaultValue the tokens of the default; empty without one
/// @param constraints the column constraints
/// @param origin the source of the column's values
/// @param offset the offset of the definition in the statement
public record ColumnDefinition(
    String name,
    SqlType type,
    List<Token> defaultValue,
    List<TableConstraint> constraints,
    Origin origin,
    int offset) {
  /// The source of a column's values.
  public enum Origin {
    /// Set by the statement that writes the row, or by the default.
    WRITTEN,
    /// `GENERATED ... AS IDENTITY`.
    IDENTITY,
    /// `GENERATED ALWAYS AS (...) STORED`.
    STORED,
    /// `GENERATED ALWAYS AS (...)`, computed when it is read.
    VIRTUAL
  }

  public ColumnDefinition {
    defaultValue = List.copyOf(defaultValue);
    constraints = List.copyOf(constraints);
  }

  public Optional<TableConstraint> constraint(TableConstraint.Kind kind) {
    return constraints.stream().filter(constraint -> constraint.kind() == kind).findFirst();
  }

  public boolean isNotNull() {
    return constraint(TableConstraint.Kind.NOT_NULL).isPresent()
        || constraint(TableConstraint.Kind.PRIMARY_KEY).isPresent()
        || type.isSerial()
        || origin == Origin.IDENTITY;
  }

  /// Whether a row that does not mention the column gets a value that is not NULL.
  public boolean hasValue() {
    boolean isNull = defaultValue.size() == 1 && defaultValue.getFirst().isWord("null");
    return (!defaultValue.isEmpty() && !isNull) || type.isSerial() || origin != Origin.WRITTEN;
  }
}
