package dev.lockstep.operator.migration.observation;

import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.schema.SchemaVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A cache of script sets: of each set one digest, and the versions as one text. The memory of all
/// entries together is bounded, however many sets are requested. An evicted set is read again when
/// it is needed.
final class ScriptSetCache {
  /// The size of an entry apart from its texts, in bytes.
  private static final int OVERHEAD = 500;

  private static final String SEPARATOR = " ";

  private final long bound;
  private final Map<String, Kept> sets = new LinkedHashMap<>(16, 0.75f, true);
  private long size;

  /// Creates an empty cache.
  ///
  /// @param bound the maximum size, in bytes
  ScriptSetCache(long bound) {
    this.bound = bound;
  }

  private record Kept(
      String digest,
      List<String> configMaps,
      String versions,
      List<String> warnings,
      @Nullable String refusal) {

    long size() {
      return OVERHEAD
          + 2L * versions.length()
          + Stream.concat(configMaps.stream(), warnings.stream())
              .mapToLong(text -> 2L * text.length() + 60)
              .sum();
    }
  }

  synchronized Optional<Scripts> get(String key) {
    return Optional.ofNullable(sets.get(key)).map(ScriptSetCache::unpacked);
  }

  /// Caches a set unless it is incomplete or not the pinned one: such a set is looked up again.
  Scripts put(String key, Scripts scripts) {
    switch (scripts) {
      case Scripts.Missing _, Scripts.Other _ -> {}
      case Scripts.Refused(String message) ->
          keep(key, new Kept("", List.of(), "", List.of(), message));
      case Scripts.Available(var digest, var configMaps, var versions, var warnings) ->
          keep(key, new Kept(digest, configMaps, packed(versions), warnings, null));
    }
    return scripts;
  }

  private synchronized void keep(String key, Kept set) {
    Kept before = sets.put(key, set);
    size += set.size() - (before == null ? 0 : before.size());
    var oldest = sets.entrySet().iterator();
    while (size > bound && sets.size() > 1) {
      size -= oldest.next().getValue().size();
      oldest.remove();
    }
  }

  private static String packed(List<SchemaVersion> versions) {
    return versions.stream().map(SchemaVersion::text).collect(Collectors.joining(SEPARATOR));
  }

  private static Scripts unpacked(Kept kept) {
    if (kept.refusal() != null) {
      return new Scripts.Refused(kept.refusal());
    }
    List<SchemaVersion> versions =
        kept.versions().isEmpty()
            ? List.of()
            : Stream.of(kept.versions().split(SEPARATOR, -1)).map(SchemaVersion::parse).toList();
    return new Scripts.Available(kept.digest(), kept.configMaps(), versions, kept.warnings());
  }
}
