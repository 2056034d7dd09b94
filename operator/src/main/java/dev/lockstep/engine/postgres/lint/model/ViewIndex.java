package dev.lockstep.engine.postgres.lint.model;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The views by the names that their queries have.
final class ViewIndex {
  /// How many views of one name are known: what is looked for is one that is in the way.
  private static final int KNOWN = 1000;

  private final Map<String, Set<SchemaModel.Key>> byName = new HashMap<>();

  void add(SchemaModel.Key view, Relation relation) {
    for (String name : relation.queryNames()) {
      Set<SchemaModel.Key> views = byName.computeIfAbsent(name, _ -> new LinkedHashSet<>());
      if (views.size() < KNOWN) {
        views.add(view);
      }
    }
  }

  void remove(SchemaModel.Key view, Relation relation) {
    for (String name : relation.queryNames()) {
      Set<SchemaModel.Key> views = byName.get(name);
      if (views != null) {
        views.remove(view);
      }
    }
  }

  /// The views whose query has a name.
  Set<SchemaModel.Key> naming(String name) {
    return byName.getOrDefault(name, Set.of());
  }
}
