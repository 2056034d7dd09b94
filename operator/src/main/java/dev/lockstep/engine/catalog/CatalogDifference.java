package dev.lockstep.engine.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An object that differs between two snapshots of the catalog. The parts of an object that was
/// added or removed as a whole are not listed separately.
///
/// @param object the object's path
/// @param before the old definition; null if the object is new
/// @param after the new definition; null if the object was removed
public record CatalogDifference(String object, @Nullable String before, @Nullable String after) {

  /// The kind of a difference.
  public enum Kind {
    /// The object is new.
    ADDED,
    /// The object was removed.
    REMOVED,
    /// The object's definition changed.
    CHANGED
  }

  public Kind kind() {
    if (before == null) {
      return Kind.ADDED;
    }
    return after == null ? Kind.REMOVED : Kind.CHANGED;
  }

  /// The differences between two maps from paths to definitions or to digests.
  public static List<CatalogDifference> between(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    var paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    var differences = new ArrayList<CatalogDifference>();
    var wholes = new HashSet<String>();
    for (String path : paths) {
      String was = before.get(path);
      String is = after.get(path);
      if (!Objects.equals(was, is) && !isPartOf(wholes, path)) {
        differences.add(new CatalogDifference(path, was, is));
        if (was == null || is == null) {
          wholes.add(path);
        }
      }
    }
    return List.copyOf(differences);
  }

  private static boolean isPartOf(Set<String> wholes, String path) {
    for (int end = path.indexOf(", "); end >= 0; end = path.indexOf(", ", end + 1)) {
      if (wholes.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }
}
