package dev.lockstep.operator.migration.observation;

import dev.lockstep.operator.kube.ScriptIndex;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The warning that a ConfigMap is almost full. The API server refuses a larger ConfigMap, so the
/// next script could not be added.
public final class ConfigMapSizeWarning {
  /// The maximum size of all values together that the API server accepts, in bytes.
  static final int LARGEST = 1 << 20;

  private static final double ALMOST = 0.8;
  private static final String HOLDS = " holds ";

  private ConfigMapSizeWarning() {}

  static Optional<String> of(String configMap, Collection<ScriptIndex.Entry> files) {
    long size = files.stream().mapToLong(ScriptIndex.Entry::size).sum();
    return size < ALMOST * LARGEST
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "ConfigMap %s%s%,d KiB of at most %,d KiB: put the next scripts into a second ConfigMap, or gzip some of them into binaryData.",
                configMap,
                HOLDS,
                size / 1024,
                LARGEST / 1024));
  }

  /// Returns the warnings about ConfigMaps that had none before. The size in the text changes with
  /// each edit, which does not deserve a new Event.
  public static List<String> newOnes(List<String> before, List<String> now) {
    Set<String> known =
        before.stream().map(ConfigMapSizeWarning::subject).collect(Collectors.toSet());
    return now.stream()
        .filter(warning -> warning.contains(HOLDS) && !known.contains(subject(warning)))
        .toList();
  }

  private static String subject(String warning) {
    int end = warning.indexOf(HOLDS);
    return end < 0 ? warning : warning.substring(0, end);
  }
}
