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

/// What is kept of sets of scripts that were read: of each one digest, and its versions as one
/// text. All of them together have a bound in memory, whoever asks for however many; what was
/// forgotten is read again when it is asked for.
final class ScriptSetCache {
  /// What an entry costs beside its texts, in bytes.
  private static final int OVERHEAD = 500;

  private static final String SEPARATOR = " ";

  private final long bound;
  private final Map<String, Kept> sets = new LinkedHashMap<>(16, 0.75f, true);
  private long size;

  /// An empty memory.
  ///
  /// @param bound how many bytes it may take
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

  /// Keeps a set that can be kept: one that is not complete is looked for again.
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
