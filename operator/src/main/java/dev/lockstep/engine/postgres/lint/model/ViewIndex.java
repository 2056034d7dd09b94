package dev.lockstep.engine.postgres.lint.model;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// The views by the names in their queries.
final class ViewIndex {
  /// The number of views of one name that are kept: a rule needs only one view that is affected.
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

  /// The views whose query contains a name.
  Set<SchemaModel.Key> naming(String name) {
    return byName.getOrDefault(name, Set.of());
  }
}
