package dev.lockstep.engine.postgres.lint.model;

import dev.lockstep.engine.postgres.command.ObjectKind;
import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.command.TableConstraint;
import dev.lockstep.engine.postgres.sql.Name;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The schema after the scripts so far, or in a database: resolves names, and determines which
/// objects the checked run has created.
public final class SchemaModel {
  /// The number of schemas of a search path that are searched.
  private static final int PATH = 100;

  private final Named<Relation> relations = new Named<>();
  private final Set<Key> temporary = new HashSet<>();
  private final TableIndexes indexes = new TableIndexes();
  private final ViewIndex views = new ViewIndex();
  private final Map<Key, EnumType> enums = new HashMap<>();
  private final Map<Key, SqlCommand.CreateDomain> domains = new HashMap<>();
  private final Map<Key, Integer> made = new HashMap<>();
  private final String home;
  private List<String> path;
  private int step;
  private int freshFrom;

  /// The qualified name of an object.
  public record Key(String schema, String name) {}

  /// An index.
  ///
  /// @param table the table of the index
  /// @param columns the columns, without expressions
  /// @param born the step in which it was created
  public record Index(
      Key table, SqlCommand.CreateIndex.Unique unique, List<String> columns, int born) {
    public Index {
      columns = List.copyOf(columns);
    }
  }

  /// An enum.
  ///
  /// @param born the step in which it was created
  public record EnumType(Set<String> labels, int born) {
    static EnumType of(List<String> labels, int born) {
      return new EnumType(new HashSet<>(labels), born);
    }
  }

  /// Creates an empty model.
  ///
  /// @param home the schema to which unqualified names resolve
  public SchemaModel(String home) {
    this.home = home;
    this.path = List.of(home);
  }

  /// Begins a script.
  ///
  /// @param script the number of the script in the set
  /// @param first the number of the first script of its run
  public void begin(int script, int first) {
    step = script;
    freshFrom = first;
    path = List.of(home);
  }

  /// Ends a script: temporary tables and the search path of its session are discarded.
  public void end() {
    for (Key key : temporary) {
      Relation found = relations.get(key);
      if (found != null && found.isTemporary()) {
        remove(key);
      }
    }
    temporary.clear();
    path = List.of(home);
  }

  int step() {
    return step;
  }

  public List<String> path() {
    return path;
  }

  public String home() {
    return home;
  }

  void follow(List<String> schemas) {
    path = schemas.stream().filter(schema -> !schema.equals("$user")).limit(PATH).toList();
  }

  void resetPath() {
    path = List.of(home);
  }

  /// Whether an object is created by the run that is being checked, so it is not in use yet.
  public boolean isFresh(int born) {
    return born >= freshFrom;
  }

  /// Records the creation of an object, unless it is already recorded.
  void note(Name name) {
    made.putIfAbsent(target(name), step);
  }

  /// Whether the checked run creates an object that is not a table. An enum and a function can
  /// share a name; then neither counts as older than it is.
  public boolean isFresh(ObjectKind kind, Name name) {
    Integer born = made.get(key(name, made::containsKey));
    boolean temporary = "pg_temp".equals(name.schema());
    return temporary || (kind != ObjectKind.DATABASE && born != null && isFresh(born));
  }

  /// The qualified name of an object that is created by this name.
  public Key target(Name name) {
    String schema = name.schema();
    return new Key(schema != null ? schema : path.isEmpty() ? home : path.getFirst(), name.text());
  }

  /// The qualified name of the object to which a name resolves.
  private Key key(Name name, Predicate<Key> isThere) {
    if (name.schema() == null) {
      for (String schema : path) {
        var key = new Key(schema, name.text());
        if (isThere.test(key)) {
          return key;
        }
      }
    }
    return target(name);
  }

  public Optional<Relation> relation(@Nullable Name name) {
    return name == null
        ? Optional.empty()
        : Optional.ofNullable(relations.get(key(name, relations::has)));
  }

  public Optional<Relation> relation(Key key) {
    return Optional.ofNullable(relations.get(key));
  }

  public Key relationKey(Name name) {
    return key(name, relations::has);
  }

  public Optional<Index> index(Name name) {
    return indexes.get(key(name, indexes::has));
  }

  /// The number of unique indexes and constraints on exactly these columns of a table.
  public long uniquesOn(Name table, List<String> columns) {
    Key key = relationKey(table);
    long constraints =
        relation(key).stream()
            .flatMap(found -> found.constraints().stream())
            .filter(TableConstraint::hasIndex)
            .filter(constraint -> constraint.columns().equals(columns))
            .count();
    return constraints
        + indexes.of(key).stream()
            .filter(index -> index.columns().equals(columns))
            .filter(index -> index.unique() == SqlCommand.CreateIndex.Unique.UNIQUE)
            .count();
  }

  /// Whether a column is known to be part of an index or of a constraint with one.
  public boolean isIndexed(Name table, String column) {
    Key key = relationKey(table);
    boolean byIndex = indexes.of(key).stream().anyMatch(index -> index.columns().contains(column));
    return byIndex
        || relation(key)
            .map(Relation::constraints)
            .filter(
                constraints ->
                    constraints.stream()
                        .anyMatch(
                            constraint ->
                                constraint.hasIndex() && constraint.columns().contains(column)))
            .isPresent();
  }

  public Optional<EnumType> enumType(Name name) {
    return Optional.ofNullable(enums.get(key(name, enums::containsKey)));
  }

  /// The domain with the name of a type.
  public Optional<SqlCommand.CreateDomain> domain(String type) {
    int dot = type.lastIndexOf('.');
    String schema = dot < 0 ? null : type.substring(0, dot);
    var name = new Name(schema, type.substring(dot + 1), 0);
    return Optional.ofNullable(domains.get(key(name, domains::containsKey)));
  }

  /// The views whose query contains a name.
  public Set<Key> viewsNaming(String name) {
    return views.naming(name);
  }

  void put(Key key, Relation relation) {
    remove(key);
    relations.put(key, relation);
    views.add(key, relation);
    if (relation.isTemporary()) {
      temporary.add(key);
    }
  }

  private @Nullable Relation remove(Key key) {
    Relation removed = relations.remove(key);
    if (removed != null) {
      views.remove(key, removed);
    }
    return removed;
  }

  void put(Key key, Index index) {
    indexes.put(key, index);
  }

  void put(Key key, EnumType type) {
    enums.put(key, type);
  }

  void put(SqlCommand.CreateDomain domain) {
    domains.put(target(domain.name()), domain);
  }

  void drop(ObjectKind kind, Name name) {
    switch (kind) {
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> {
        Key key = key(name, relations::has);
        remove(key);
        indexes.removeOf(key);
      }
      case INDEX -> indexes.remove(key(name, indexes::has));
      case TYPE -> enums.remove(key(name, enums::containsKey));
      case DOMAIN -> domains.remove(key(name, domains::containsKey));
      case SCHEMA -> {
        relations
            .removeAll(name.text())
            .forEach((key, gone) -> views.remove(new Key(name.text(), key), gone));
        indexes.removeAll(name.text());
      }
      case SEQUENCE,
          FUNCTION,
          PROCEDURE,
          AGGREGATE,
          EXTENSION,
          TRIGGER,
          POLICY,
          RULE,
          STATISTICS,
          DATABASE,
          TABLESPACE,
          SUBSCRIPTION -> {}
    }
  }

  void moveRelation(Name name, String schema, String newName) {
    Key from = key(name, relations::has);
    Relation relation = remove(from);
    var to = new Key(schema.isEmpty() ? from.schema() : schema, newName);
    if (relation != null) {
      put(to, relation);
    }
    indexes.move(from, to);
  }

  void renameIndex(Name name, String newName) {
    Key from = key(name, indexes::has);
    Index index = indexes.remove(from);
    if (index != null) {
      indexes.put(new Key(from.schema(), newName), index);
    }
  }
}
