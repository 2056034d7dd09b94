package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.ObjectName;
import dev.lockstep.api.v1alpha1.ScriptsSelector;
import dev.lockstep.api.v1alpha1.ScriptsSpec;
import dev.lockstep.operator.kube.ScriptIndex;
import dev.lockstep.operator.migration.Observation.Scripts;
import dev.lockstep.schema.PackedName;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptsDigest;
import dev.lockstep.schema.StyleDetection;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the scripts of a resource in the cache of ConfigMaps.
record ScriptsReading(Sources sources, String namespace) {

  Scripts read(ScriptsSpec spec) {
    var missing = new ArrayList<String>();
    var digests = new HashMap<String, Map<String, String>>();
    var files = new ArrayList<String>();
    var warnings = new ArrayList<String>();
    Set<String> names = names(spec, missing);
    for (String name : names) {
      Optional<ConfigMap> configMap = sources.configMap(namespace, name);
      if (configMap.isEmpty()) {
        missing.add(name);
        continue;
      }
      Map<String, ScriptIndex.Entry> entries = ScriptIndex.entries(configMap.get());
      var digest = new HashMap<String, String>();
      entries.forEach((file, entry) -> digest.put(file, entry.digest()));
      digests.put(name, digest);
      entries.keySet().stream().map(PackedName::unpacked).forEach(files::add);
      SizeWarning.of(name, entries.values()).ifPresent(warnings::add);
    }
    return missing.isEmpty()
        ? new Scripts.Available(
            ScriptsDigest.of(digests), List.copyOf(names), versions(files), List.copyOf(warnings))
        : new Scripts.Missing(List.copyOf(missing));
  }

  private Set<String> names(ScriptsSpec spec, List<String> missing) {
    Set<String> names =
        spec.configMaps().stream()
            .map(ObjectName::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (spec.selector() != null) {
      List<String> selected = sources.configMaps(namespace, spec.selector()).toList();
      names.addAll(selected);
      if (selected.isEmpty()) {
        missing.add(labels(spec.selector()));
      }
    }
    return names;
  }

  private static String labels(ScriptsSelector selector) {
    return selector.matchLabels().entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(" and ", "with the label ", ""));
  }

  private static List<SchemaVersion> versions(List<String> fileNames) {
    return StyleDetection.of(fileNames).scripts().stream()
        .filter(script -> script.direction() == ScriptName.Direction.FORWARD)
        .flatMap(script -> Stream.ofNullable(script.version()))
        .toList();
  }
}
