package dev.lockstep.engine.postgres.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The schema as the scripts have left it so far, or as a database has it: what of it a name means,
/// and what of it is new in the run that is looked at.
final class Model {
  private final Map<Key, Relation> relations = new HashMap<>();
  private final Map<Key, Index> indexes = new HashMap<>();
  private final Map<Key, EnumType> enums = new HashMap<>();
  private final Map<Key, Command.CreateDomain> domains = new HashMap<>();
  private final Map<Key, Integer> made = new HashMap<>();
  private final String home;
  private List<String> path;
  private int step;
  private int freshFrom;

  /// An object by its full name.
  record Key(String schema, String name) {}

  /// An index.
  ///
  /// @param table the table that it is on
  /// @param columns the columns that it names
  /// @param born the step that made it
  record Index(Key table, Command.CreateIndex.Unique unique, List<String> columns, int born) {
    public Index {
      columns = List.copyOf(columns);
    }
  }

  /// An enum.
  ///
  /// @param born the step that made it
  record EnumType(Set<String> labels, int born) {
    static EnumType of(List<String> labels, int born) {
      return new EnumType(new HashSet<>(labels), born);
    }
  }

  /// A schema that nothing is known of.
  ///
  /// @param home the schema that unqualified names mean
  Model(String home) {
    this.home = home;
    this.path = List.of(home);
  }

  /// Begins a script.
  ///
  /// @param script its number in the set
  /// @param first the number of the first script of its run
  void begin(int script, int first) {
    step = script;
    freshFrom = first;
    path = List.of(home);
  }

  /// Ends a script: what its session had goes with it.
  void end() {
    relations.values().removeIf(Relation::isTemporary);
    path = List.of(home);
  }

  int step() {
    return step;
  }

  List<String> path() {
    return path;
  }

  String home() {
    return home;
  }

  void follow(List<String> schemas) {
    path = schemas.stream().filter(schema -> !schema.equals("$user")).toList();
  }

  void resetPath() {
    path = List.of(home);
  }

  /// Whether a thing is made by the run that is looked at, so that nobody uses it yet.
  boolean isFresh(int born) {
    return born >= freshFrom;
  }

  /// Takes note of something that is made, and may be there already.
  void note(Name name) {
    made.putIfAbsent(target(name), step);
  }

  /// Whether something that is no table is made by the run that is looked at. An enum can share its
  /// name with a function; then neither counts as older than it is.
  boolean isFresh(ObjectKind kind, Name name) {
    Integer born = made.get(key(name, made));
    boolean temporary = "pg_temp".equals(name.schema());
    return temporary || (kind != ObjectKind.DATABASE && born != null && isFresh(born));
  }

  /// The full name that an object gets that is created by this name.
  Key target(Name name) {
    String schema = name.schema();
    return new Key(schema != null ? schema : path.isEmpty() ? home : path.getFirst(), name.text());
  }

  /// The full name of the object that a name means.
  private <T> Key key(Name name, Map<Key, T> objects) {
    if (name.schema() == null) {
      for (String schema : path) {
        var key = new Key(schema, name.text());
        if (objects.containsKey(key)) {
          return key;
        }
      }
    }
    return target(name);
  }

  Optional<Relation> relation(@Nullable Name name) {
    return name == null
        ? Optional.empty()
        : Optional.ofNullable(relations.get(key(name, relations)));
  }

  Optional<Relation> relation(Key key) {
    return Optional.ofNullable(relations.get(key));
  }

  Key relationKey(Name name) {
    return key(name, relations);
  }

  Optional<Index> index(Name name) {
    return Optional.ofNullable(indexes.get(key(name, indexes)));
  }

  /// How many unique indexes and constraints a table has on just these columns.
  long uniquesOn(Name table, List<String> columns) {
    Key key = relationKey(table);
    long constraints =
        relation(key).stream()
            .flatMap(found -> found.constraints().stream())
            .filter(TableConstraint::hasIndex)
            .filter(constraint -> constraint.columns().equals(columns))
            .count();
    return constraints
        + indexes.values().stream()
            .filter(index -> index.table().equals(key) && index.columns().equals(columns))
            .filter(index -> index.unique() == Command.CreateIndex.Unique.UNIQUE)
            .count();
  }

  /// Whether an index or a constraint with one is on a column, as far as is known.
  boolean isIndexed(Name table, String column) {
    Key key = relationKey(table);
    boolean byIndex =
        indexes.values().stream()
            .anyMatch(index -> index.table().equals(key) && index.columns().contains(column));
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

  Optional<EnumType> enumType(Name name) {
    return Optional.ofNullable(enums.get(key(name, enums)));
  }

  /// A domain by the name that a type has.
  Optional<Command.CreateDomain> domain(String type) {
    int dot = type.lastIndexOf('.');
    String schema = dot < 0 ? null : type.substring(0, dot);
    var name = new Name(schema, type.substring(dot + 1), 0);
    return Optional.ofNullable(domains.get(key(name, domains)));
  }

  Map<Key, Relation> relations() {
    return relations;
  }

  void put(Key key, Relation relation) {
    relations.put(key, relation);
  }

  void put(Key key, Index index) {
    indexes.put(key, index);
  }

  void put(Key key, EnumType type) {
    enums.put(key, type);
  }

  void put(Command.CreateDomain domain) {
    domains.put(target(domain.name()), domain);
  }

  void drop(ObjectKind kind, Name name) {
    switch (kind) {
      case TABLE, VIEW, MATERIALIZED_VIEW, FOREIGN_TABLE -> {
        Key key = key(name, relations);
        relations.remove(key);
        indexes.values().removeIf(index -> index.table().equals(key));
      }
      case INDEX -> indexes.remove(key(name, indexes));
      case TYPE -> enums.remove(key(name, enums));
      case DOMAIN -> domains.remove(key(name, domains));
      case SCHEMA -> {
        relations.keySet().removeIf(key -> key.schema().equals(name.text()));
        indexes.keySet().removeIf(key -> key.schema().equals(name.text()));
      }
      case SEQUENCE, FUNCTION, PROCEDURE, AGGREGATE, EXTENSION, TRIGGER, POLICY, DATABASE -> {}
    }
  }

  void moveRelation(Name name, String schema, String newName) {
    Key from = key(name, relations);
    Relation relation = relations.remove(from);
    var to = new Key(schema.isEmpty() ? from.schema() : schema, newName);
    if (relation != null) {
      relations.put(to, relation);
    }
    for (var entry : new ArrayList<>(indexes.entrySet())) {
      Index index = entry.getValue();
      if (index.table().equals(from)) {
        indexes.put(entry.getKey(), new Index(to, index.unique(), index.columns(), index.born()));
      }
    }
  }

  void renameIndex(Name name, String newName) {
    Key from = key(name, indexes);
    Index index = indexes.remove(from);
    if (index != null) {
      indexes.put(new Key(from.schema(), newName), index);
    }
  }
}
