package dev.lockstep.engine.postgres.command;

import dev.lockstep.engine.postgres.sql.Token;
import java.util.List;
import java.util.Optional;

/// A column as CREATE TABLE or ADD COLUMN defines it.
///
/// @param name its name
/// @param type its type
/// @param defaultValue the tokens of its default; none when it has none
/// @param constraints what is demanded of it
/// @param origin where its values come from
/// @param offset where it begins in the statement
public record ColumnDefinition(
    String name,
    SqlType type,
    List<Token> defaultValue,
    List<TableConstraint> constraints,
    Origin origin,
    int offset) {
  /// Where the values of a column come from.
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
