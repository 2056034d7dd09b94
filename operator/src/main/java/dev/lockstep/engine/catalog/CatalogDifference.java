package dev.lockstep.engine.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// An object that two snapshots of the catalog do not have alike. What belongs to an object that is
/// new or gone as a whole is not told apart from it.
///
/// @param object the object's path
/// @param before what it was; absent when it is new
/// @param after what it is; absent when it is gone
public record CatalogDifference(String object, @Nullable String before, @Nullable String after) {

  /// How the two are different.
  public enum Kind {
    /// There is an object that was not there.
    ADDED,
    /// An object is gone.
    REMOVED,
    /// An object has another definition.
    CHANGED
  }

  public Kind kind() {
    if (before == null) {
      return Kind.ADDED;
    }
    return after == null ? Kind.REMOVED : Kind.CHANGED;
  }

  /// What is different between two maps of paths, be it to definitions or to digests.
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
