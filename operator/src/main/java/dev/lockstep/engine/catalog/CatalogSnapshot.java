package dev.lockstep.engine.catalog;

import dev.lockstep.engine.script.Checksum;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the catalog says that a database is made of, at one moment: tables, columns, constraints,
/// indexes, views, functions, triggers, policies, privileges, comments and the rest, each by its
/// path, such as `table orders, column note`. Our own objects and those of extensions are left out,
/// and so are rows, sequences' values and the order of columns. Two snapshots are equal when nobody
/// could tell the schemas apart by their definitions.
///
/// @param objects the definition of each object, by its path
public record CatalogSnapshot(SortedMap<String, String> objects) {

  /// Which schemas are looked at.
  public enum Reach {
    /// The one that the history is of.
    SCHEMA,
    /// All but the server's own, with the extensions.
    DATABASE
  }

  public CatalogSnapshot {
    objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
  }

  /// The digest of each definition, by the object's path: what is enough to find a difference, and
  /// may be stored.
  public SortedMap<String, String> digests() {
    var digests = new TreeMap<String, String>();
    objects.forEach((path, definition) -> digests.put(path, Checksum.of(definition)));
    return digests;
  }

  /// What there is besides the schemas themselves.
  public List<String> contents() {
    return objects.keySet().stream()
        .filter(path -> !path.startsWith("schema ") && !path.startsWith("extension "))
        .filter(path -> !path.contains(", "))
        .toList();
  }

  /// What is different in a later snapshot.
  public List<CatalogDifference> changesTo(CatalogSnapshot later) {
    return CatalogDifference.between(objects, later.objects);
  }

  /// What is different between two maps of paths, be it to definitions or to digests.
  public static List<CatalogDifference> changes(
      Map<String, String> before, Map<String, String> after) {
    return CatalogDifference.between(new TreeMap<>(before), new TreeMap<>(after));
  }
}
