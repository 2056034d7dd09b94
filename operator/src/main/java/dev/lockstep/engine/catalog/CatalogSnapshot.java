package dev.lockstep.engine.catalog;

import dev.lockstep.engine.script.Checksum;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The definitions of a database's objects at one moment: tables, columns, constraints, indexes,
/// views, functions, triggers, policies, privileges, comments and others, each by its path, such as
/// `table orders, column note`. Lockstep's own objects and those of extensions are left out, and so
/// are rows, values of sequences and the order of columns. Two snapshots are equal if the
/// definitions of the schemas do not differ.
///
/// @param objects the definition of each object, by its path
public record CatalogSnapshot(SortedMap<String, String> objects) {

  /// The schemas that a snapshot covers.
  public enum Reach {
    /// The schema of the history.
    SCHEMA,
    /// All schemas except the server's own, and the extensions.
    DATABASE
  }

  public CatalogSnapshot {
    objects = Collections.unmodifiableSortedMap(new TreeMap<>(objects));
  }

  /// The digest of each definition, by the object's path: sufficient to find a difference, and
  /// suitable for storage.
  public SortedMap<String, String> digests() {
    var digests = new TreeMap<String, String>();
    objects.forEach((path, definition) -> digests.put(path, Checksum.of(definition)));
    return digests;
  }

  /// The objects apart from schemas and extensions, without their parts.
  public List<String> contents() {
    return objects.keySet().stream()
        .filter(path -> !path.startsWith("schema ") && !path.startsWith("extension "))
        .filter(path -> !path.contains(", "))
        .toList();
  }

  /// The differences to a later snapshot.
  public List<CatalogDifference> changesTo(CatalogSnapshot later) {
    return CatalogDifference.between(objects, later.objects);
  }

  /// The differences between two maps from paths to definitions or to digests.
  public static List<CatalogDifference> changes(
      Map<String, String> before, Map<String, String> after) {
    return CatalogDifference.between(new TreeMap<>(before), new TreeMap<>(after));
  }
}
