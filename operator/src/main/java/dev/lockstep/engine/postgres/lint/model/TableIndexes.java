package dev.lockstep.engine.postgres.lint.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The indexes in the model, by name and by table.
final class TableIndexes {
  /// The number of indexes of one table that are kept.
  private static final int KNOWN = 500;

  private final Named<SchemaModel.Index> byName = new Named<>();
  private final Map<SchemaModel.Key, Map<SchemaModel.Key, SchemaModel.Index>> byTable =
      new HashMap<>();

  Optional<SchemaModel.Index> get(SchemaModel.Key key) {
    return Optional.ofNullable(byName.get(key));
  }

  boolean has(SchemaModel.Key key) {
    return byName.has(key);
  }

  void put(SchemaModel.Key key, SchemaModel.Index index) {
    remove(key);
    Map<SchemaModel.Key, SchemaModel.Index> others =
        byTable.computeIfAbsent(index.table(), _ -> new LinkedHashMap<>());
    if (others.size() < KNOWN) {
      others.put(key, index);
      byName.put(key, index);
    }
  }

  SchemaModel.@Nullable Index remove(SchemaModel.Key key) {
    SchemaModel.Index removed = byName.remove(key);
    if (removed != null) {
      Map<SchemaModel.Key, SchemaModel.Index> others = byTable.get(removed.table());
      if (others != null) {
        others.remove(key);
      }
    }
    return removed;
  }

  /// Removes the indexes of a table.
  void removeOf(SchemaModel.Key table) {
    Map<SchemaModel.Key, SchemaModel.Index> removed = byTable.remove(table);
    if (removed != null) {
      removed.keySet().forEach(byName::remove);
    }
  }

  /// Removes the indexes of a schema's tables, which are in the same schema.
  void removeAll(String schema) {
    byName.removeAll(schema).values().forEach(index -> byTable.remove(index.table()));
  }

  /// Moves the indexes of a table that was renamed.
  void move(SchemaModel.Key from, SchemaModel.Key to) {
    Map<SchemaModel.Key, SchemaModel.Index> moved = byTable.remove(from);
    if (moved != null) {
      moved.forEach(
          (key, index) ->
              put(key, new SchemaModel.Index(to, index.unique(), index.columns(), index.born())));
    }
  }

  Collection<SchemaModel.Index> of(SchemaModel.Key table) {
    return byTable.getOrDefault(table, Map.of()).values();
  }
}
