package dev.lockstep.engine.postgres.lint.model;

import dev.lockstep.engine.postgres.command.ColumnDefinition;
import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.SqlType;
import dev.lockstep.engine.postgres.command.TableConstraint;
import dev.lockstep.engine.postgres.sql.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A table or view in the model.
public final class Relation {
  /// The step of objects that existed before the first script.
  static final int BEFORE_ALL = -1;

  private final ObjectKind kind;
  private final int born;
  private final SqlCommand.Persistence persistence;

  /// The server's own limit.
  private static final int COLUMNS = 1600;

  /// The number of constraints, and of columns in them, that are kept.
  private static final int CONSTRAINTS = 4000;

  /// The number of names in a query that are kept.
  private static final int NAMES = 2000;

  private final Map<String, Column> columns = new LinkedHashMap<>();
  private final List<TableConstraint> constraints = new ArrayList<>();
  private List<String> partitionKey = List.of();
  private Set<String> queryNames = Set.of();
  private boolean queryHasAll;
  private int weight;
  private @Nullable TableSize size;
  private boolean policies;

  /// A column.
  ///
  /// @param born the step in which it was created
  public record Column(
      String name,
      SqlType type,
      Nulls nulls,
      Default defaultValue,
      ColumnDefinition.Origin origin,
      int born) {
    /// Whether the column allows NULL.
    public enum Nulls {
      TAKEN,
      REFUSED
    }

    /// Whether the column has a default.
    public enum Default {
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

  Relation(ObjectKind kind, int born, SqlCommand.Persistence persistence) {
    this.kind = kind;
    this.born = born;
    this.persistence = persistence;
  }

  public ObjectKind kind() {
    return kind;
  }

  public int born() {
    return born;
  }

  public boolean isTemporary() {
    return persistence == SqlCommand.Persistence.TEMPORARY;
  }

  public boolean isPartitioned() {
    return !partitionKey.isEmpty();
  }

  public List<String> partitionKey() {
    return partitionKey;
  }

  void partitionBy(List<String> key) {
    partitionKey = List.copyOf(key);
  }

  /// The names in the query of a view.
  Set<String> queryNames() {
    return queryNames;
  }

  /// Whether the query of a view may use a column.
  public boolean uses(String column) {
    return queryHasAll || queryNames.contains(column);
  }

  void define(List<Token> query) {
    queryNames =
        query.stream()
            .filter(Token::isName)
            .map(Token::name)
            .distinct()
            .limit(NAMES)
            .collect(Collectors.toUnmodifiableSet());
    queryHasAll = IntStream.range(1, query.size()).anyMatch(i -> isAll(query, i));
  }

  /// Whether a `*` stands for all columns; `count(*)` uses none.
  private static boolean isAll(List<Token> query, int i) {
    Token before = query.get(i - 1);
    return query.get(i).isSymbol("*")
        && (before.isSymbol(".") || before.isSymbol(",") || before.isWord("select"));
  }

  public Optional<TableSize> size() {
    return Optional.ofNullable(size);
  }

  void measure(TableSize measured) {
    size = measured;
  }

  public boolean hasPolicies() {
    return policies;
  }

  void addPolicy() {
    policies = true;
  }

  public Optional<Column> column(String name) {
    return Optional.ofNullable(columns.get(name));
  }

  Map<String, Column> columns() {
    return columns;
  }

  void put(Column column) {
    if (columns.size() < COLUMNS || columns.containsKey(column.name())) {
      columns.put(column.name(), column);
    }
  }

  public List<TableConstraint> constraints() {
    return constraints;
  }

  void add(TableConstraint constraint) {
    if (weight + weight(constraint) <= CONSTRAINTS) {
      weight += weight(constraint);
      constraints.add(constraint);
    }
  }

  private static int weight(TableConstraint constraint) {
    return 1 + constraint.columns().size();
  }

  /// Removes constraints.
  void removeIf(Predicate<TableConstraint> goes) {
    constraints.removeIf(goes);
    weight = constraints.stream().mapToInt(Relation::weight).sum();
  }

  /// Removes a constraint by its name.
  Optional<TableConstraint> remove(String name) {
    for (var each = constraints.listIterator(); each.hasNext(); ) {
      TableConstraint constraint = each.next();
      if (name.equals(constraint.name())) {
        each.remove();
        weight -= weight(constraint);
        return Optional.of(constraint);
      }
    }
    return Optional.empty();
  }

  /// Replaces a constraint by its name.
  ///
  /// @return the new constraint
  Optional<TableConstraint> replace(String name, UnaryOperator<TableConstraint> change) {
    for (var each = constraints.listIterator(); each.hasNext(); ) {
      TableConstraint constraint = each.next();
      if (name.equals(constraint.name())) {
        TableConstraint changed = change.apply(constraint);
        each.set(changed);
        return Optional.of(changed);
      }
    }
    return Optional.empty();
  }

  public Optional<TableConstraint> constraint(String name) {
    return constraints.stream().filter(constraint -> name.equals(constraint.name())).findFirst();
  }

  /// Whether the server knows without a scan that a column contains no NULL.
  public boolean isProvenNotNull(String column) {
    return column(column).filter(found -> found.nulls() == Column.Nulls.REFUSED).isPresent()
        || constraints.stream().anyMatch(constraint -> constraint.provesNotNull(column));
  }

  /// Copies the columns of another table, as LIKE and INHERITS do.
  void copy(Relation other) {
    other.columns.values().forEach(this::put);
  }
}
