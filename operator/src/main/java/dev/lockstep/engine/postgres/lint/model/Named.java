package dev.lockstep.engine.postgres.lint.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Objects by schema and name, so that a whole schema can be removed without visiting the objects
/// of others.
final class Named<T> {
  private final Map<String, Map<String, T>> schemas = new HashMap<>();

  @Nullable T get(SchemaModel.Key key) {
    return schemas.getOrDefault(key.schema(), Map.of()).get(key.name());
  }

  boolean has(SchemaModel.Key key) {
    return get(key) != null;
  }

  void put(SchemaModel.Key key, T object) {
    schemas.computeIfAbsent(key.schema(), _ -> new LinkedHashMap<>()).put(key.name(), object);
  }

  @Nullable T remove(SchemaModel.Key key) {
    Map<String, T> schema = schemas.get(key.schema());
    return schema == null ? null : schema.remove(key.name());
  }

  /// Removes all objects of a schema.
  Map<String, T> removeAll(String schema) {
    Map<String, T> removed = schemas.remove(schema);
    return removed == null ? Map.of() : removed;
  }
}
