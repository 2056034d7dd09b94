package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlLexeme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A table or view as the scripts, or a database, have it so far.
final class Relation {
  /// The step of what was there before the first script.
  static final int BEFORE_ALL = -1;

  private final ObjectKind kind;
  private final int born;
  private final Command.Persistence persistence;
  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final List<TableConstraint> constraints = new ArrayList<>();
  private List<String> partitionKey = List.of();
  private List<SqlLexeme> query = List.of();
  private @Nullable TableSize size;
  private boolean policies;

  /// A column.
  ///
  /// @param born the step that made it
  record Column(
      String name,
      SqlType type,
      Nulls nulls,
      Default defaultValue,
      ColumnDefinition.Origin origin,
      int born) {
    /// Whether it takes NULL.
    enum Nulls {
      TAKEN,
      REFUSED
    }

    /// Whether it has a default.
    enum Default {
      NONE,
      SOME
    }

    static Column of(ColumnDefinition definition, int born) {
      return new Column(
          definition.name(),
          definition.type().stored(),
          definition.isNotNull() ? Nulls.REFUSED : Nulls.TAKEN,
          definition.hasValue() ? Default.SOME : Default.NONE,
          definition.origin(),
          born);
    }

    Column renamed(String newName) {
      return new Column(newName, type, nulls, defaultValue, origin, born);
    }

    Column with(SqlType newType) {
      return new Column(name, newType, nulls, defaultValue, origin, born);
    }

    Column with(Nulls newNulls) {
      return new Column(name, type, newNulls, defaultValue, origin, born);
    }

    Column with(Default newDefault) {
      return new Column(name, type, nulls, newDefault, origin, born);
    }
  }

  Relation(ObjectKind kind, int born, Command.Persistence persistence) {
    this.kind = kind;
    this.born = born;
    this.persistence = persistence;
  }

  ObjectKind kind() {
    return kind;
  }

  int born() {
    return born;
  }

  boolean isTemporary() {
    return persistence == Command.Persistence.TEMPORARY;
  }

  boolean isPartitioned() {
    return !partitionKey.isEmpty();
  }

  List<String> partitionKey() {
    return partitionKey;
  }

  void partitionBy(List<String> key) {
    partitionKey = List.copyOf(key);
  }

  List<SqlLexeme> query() {
    return query;
  }

  void define(List<SqlLexeme> newQuery) {
    query = List.copyOf(newQuery);
  }

  Optional<TableSize> size() {
    return Optional.ofNullable(size);
  }

  void measure(TableSize measured) {
    size = measured;
  }

  boolean hasPolicies() {
    return policies;
  }

  void addPolicy() {
    policies = true;
  }

  Optional<Column> column(String name) {
    return Optional.ofNullable(columns.get(name));
  }

  Map<String, Column> columns() {
    return columns;
  }

  void put(Column column) {
    columns.put(column.name(), column);
  }

  List<TableConstraint> constraints() {
    return constraints;
  }

  Optional<TableConstraint> constraint(String name) {
    return constraints.stream().filter(constraint -> name.equals(constraint.name())).findFirst();
  }

  /// Whether the server knows without looking that a column holds no NULL.
  boolean isProvenNotNull(String column) {
    return column(column).filter(found -> found.nulls() == Column.Nulls.REFUSED).isPresent()
        || constraints.stream().anyMatch(constraint -> constraint.provesNotNull(column));
  }

  /// Takes over what another one has, as LIKE and INHERITS do, as far as it matters here.
  void copy(Relation other) {
    other.columns.values().forEach(this::put);
  }
}
