package dev.lockstep.operator.migration.observation;

import dev.lockstep.api.v1alpha1.spec.ObjectName;
import dev.lockstep.api.v1alpha1.spec.ScriptsSelector;
import dev.lockstep.api.v1alpha1.spec.ScriptsSpec;
import dev.lockstep.operator.kube.ScriptIndex;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.ScriptsDigest;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the script sets of resources. The ConfigMaps of a set are read from the API server when a
/// resource first names them and when one of them has changed; only the digest and the versions of
/// a set are cached. Other ConfigMaps are never read.
final class ScriptsReader {
  /// The maximum number of files in the ConfigMaps of one set.
  static final int MOST_FILES = 10_000;

  /// The maximum number of ConfigMaps of one set.
  static final int MOST_CONFIG_MAPS = 200;

  /// The number of sets that are read at the same time; a set is held in memory as a whole while it
  /// is read.
  private static final int AT_ONCE = 2;

  private static final int LOCKS = 64;

  private final Catalog catalog;
  private final Reader reader;
  private final ScriptSetCache sets;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  /// Locks that admit one read per namespace at a time, so that a namespace with many sets does not
  /// block the others.
  private final List<ReentrantLock> ofNamespaces =
      Stream.generate(() -> new ReentrantLock(true)).limit(LOCKS).toList();

  ScriptsReader(Catalog catalog, Reader reader, ScriptSetCache sets) {
    this.catalog = catalog;
    this.reader = reader;
    this.sets = sets;
  }

  /// The metadata of the existing ConfigMaps.
  interface Catalog {
    /// Returns the ConfigMaps that may have certain labels.
    Stream<String> selected(String namespace, ScriptsSelector selector);

    /// Returns the resource version of a ConfigMap; empty if it does not exist.
    Optional<String> version(String namespace, String name);
  }

  /// Reads a ConfigMap from the API server.
  @FunctionalInterface
  interface Reader {
    Optional<ConfigMap> read(String namespace, String name);
  }

  Scripts read(String namespace, ScriptsSpec spec) {
    var missing = new ArrayList<String>();
    var versions = new LinkedHashMap<String, String>();
    spec.configMaps().stream()
        .map(ObjectName::name)
        .forEach(name -> enter(namespace, name, versions, missing));
    if (spec.selector() != null) {
      List<String> selected = catalog.selected(namespace, spec.selector()).toList();
      if (versions.size() + selected.size() > MOST_CONFIG_MAPS) {
        return tooManyConfigMaps(versions.size() + selected.size());
      }
      selected.forEach(name -> enter(namespace, name, versions, missing));
      if (selected.isEmpty()) {
        missing.add(labels(spec.selector()));
      }
    }
    if (!missing.isEmpty()) {
      return new Scripts.Missing(List.copyOf(missing));
    }
    String key = key(namespace, spec, versions);
    Optional<Scripts> known = sets.get(key);
    return meant(
        spec,
        known.orElseGet(() -> readAndKeep(key, namespace, spec, List.copyOf(versions.keySet()))));
  }

  /// Returns the set, unless the spec pins another one.
  private static Scripts meant(ScriptsSpec spec, Scripts found) {
    return spec.digest() != null
            && found instanceof Scripts.Available available
            && !spec.digest().equals(available.digest())
        ? new Scripts.Other(available.digest(), spec.digest())
        : found;
  }

  private void enter(
      String namespace, String name, Map<String, String> versions, List<String> missing) {
    catalog
        .version(namespace, name)
        .ifPresentOrElse(version -> versions.put(name, version), () -> missing.add(name));
  }

  private Scripts readAndKeep(
      String key, String namespace, ScriptsSpec spec, List<String> configMaps) {
    ReentrantLock ofNamespace = ofNamespaces.get(Math.floorMod(namespace.hashCode(), LOCKS));
    ofNamespace.lock();
    try {
      turns.acquireUninterruptibly();
      try {
        // Another resource may have read the same set meanwhile.
        return sets.get(key).orElseGet(() -> sets.put(key, fresh(namespace, spec, configMaps)));
      } finally {
        turns.release();
      }
    } finally {
      ofNamespace.unlock();
    }
  }

  private Scripts fresh(String namespace, ScriptsSpec spec, List<String> candidates) {
    var missing = new ArrayList<String>();
    var set = new ScriptSetIndex(new FileSelection(spec.ignore()));
    boolean selectedAny = false;
    for (String name : candidates) {
      Optional<ConfigMap> found = reader.read(namespace, name);
      if (found.isEmpty()) {
        missing.add(name);
        continue;
      }
      boolean selected = isSelected(found.get(), spec);
      if (!selected && !isNamed(name, spec)) {
        continue;
      }
      selectedAny |= selected;
      int files = ScriptIndex.count(found.get());
      if (set.count() + files > MOST_FILES) {
        return tooManyFiles(name, files, set.count() + files);
      }
      set.add(name, found.get());
    }
    if (spec.selector() != null && missing.isEmpty() && !selectedAny) {
      missing.add(labels(spec.selector()));
    }
    return missing.isEmpty() ? set.scripts() : new Scripts.Missing(List.copyOf(missing));
  }

  private static boolean isNamed(String configMap, ScriptsSpec spec) {
    return spec.configMaps().stream().anyMatch(named -> named.name().equals(configMap));
  }

  private static boolean isSelected(ConfigMap configMap, ScriptsSpec spec) {
    return spec.selector() != null
        && spec.selector()
            .matches(
                Objects.requireNonNullElse(
                    configMap.getMetadata().getLabels(), Map.<String, String>of()));
  }

  private static Scripts tooManyConfigMaps(int count) {
    return new Scripts.Refused(
        String.format(
            Locale.ROOT,
            "%,d ConfigMaps are selected, more than the limit of %,d per script set: narrow spec.scripts.selector, or combine ConfigMaps.",
            count,
            MOST_CONFIG_MAPS));
  }

  private static Scripts tooManyFiles(String configMap, int own, int all) {
    return new Scripts.Refused(
        String.format(
            Locale.ROOT,
            "The ConfigMaps hold more files than the limit of %,d per script set: with the %,d files of ConfigMap %s there are %,d. Remove files that are not scripts, or merge scripts that every database has already applied.",
            MOST_FILES,
            own,
            configMap,
            all));
  }

  /// Returns the cache key of a set: everything that affects how it is read, such as the namespace,
  /// the ConfigMaps with their versions, and the ignored files.
  private static String key(String namespace, ScriptsSpec spec, Map<String, String> versions) {
    var parts = new ArrayList<String>();
    parts.add(namespace);
    spec.configMaps().forEach(named -> parts.add("n" + named.name()));
    if (spec.selector() != null) {
      new TreeMap<>(spec.selector().matchLabels())
          .forEach((label, value) -> parts.add("l" + label + "=" + value));
    }
    spec.ignore().forEach(pattern -> parts.add("i" + pattern));
    versions.forEach((name, version) -> parts.add("v" + name + " " + version));
    return ScriptsDigest.ofBytes(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
  }

  private static String labels(ScriptsSelector selector) {
    return selector.matchLabels().entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(" and ", "with the label ", ""));
  }
}
