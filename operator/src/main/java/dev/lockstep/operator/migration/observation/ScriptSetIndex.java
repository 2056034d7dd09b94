package dev.lockstep.operator.migration.observation;

import dev.lockstep.operator.kube.ScriptIndex;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.schema.FileSelection;
import dev.lockstep.schema.PackedName;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptsDigest;
import dev.lockstep.schema.StyleDetection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Collects the digests and names of a script set while its ConfigMaps are read one after the
/// other, so that only one of them is in memory.
final class ScriptSetIndex {
  private static final int MOST_NAMED = 5;

  private final FileSelection selection;
  private final List<String> configMaps = new ArrayList<>();
  private final Map<String, Map<String, String>> digests = new HashMap<>();
  private final List<String> files = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private int count;

  ScriptSetIndex(FileSelection selection) {
    this.selection = selection;
  }

  /// Returns the number of files in the ConfigMaps, ignored ones included.
  int count() {
    return count;
  }

  void add(String name, ConfigMap configMap) {
    count += ScriptIndex.count(configMap);
    configMaps.add(name);
    Map<String, ScriptIndex.Entry> entries = ScriptIndex.entries(configMap);
    Map<String, String> members = members(entries, selection);
    digests.put(name, members);
    members.keySet().stream().map(PackedName::unpacked).forEach(files::add);
    ConfigMapSizeWarning.of(name, entries.values()).ifPresent(warnings::add);
    if (members.isEmpty()) {
      warnings.add(empty(name, entries.keySet()));
    }
  }

  Scripts.Available scripts() {
    return new Scripts.Available(
        ScriptsDigest.of(digests), configMaps, versions(files), List.copyOf(warnings));
  }

  /// Returns the warning about a ConfigMap without scripts. Its cause is an ignore pattern that
  /// matches every file, or a generator without input, and the database would count as in step with
  /// an empty set.
  static String empty(String configMap, Set<String> files) {
    List<String> named = files.stream().sorted().limit(MOST_NAMED).toList();
    return "ConfigMap %s has no scripts%s: check the step that creates it."
        .formatted(
            configMap,
            files.isEmpty()
                ? ""
                : ", only files that are ignored (%s%s)"
                    .formatted(String.join(", ", named), files.size() > named.size() ? ", …" : ""));
  }

  /// Returns the digests of the files that belong to the set, by name. The runner computes the
  /// set's digest from the same files in its folder.
  static Map<String, String> members(
      Map<String, ScriptIndex.Entry> entries, FileSelection selection) {
    var members = new HashMap<String, String>();
    entries.forEach(
        (file, entry) -> {
          if (selection.role(file) == FileSelection.Role.MEMBER) {
            members.put(file, entry.digest());
          }
        });
    return members;
  }

  private static List<SchemaVersion> versions(List<String> fileNames) {
    return StyleDetection.of(fileNames).scripts().stream()
        .filter(script -> script.direction() == ScriptName.Direction.FORWARD)
        .flatMap(script -> Stream.ofNullable(script.version()))
        .toList();
  }
}
