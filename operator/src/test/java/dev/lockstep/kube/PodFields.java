package dev.lockstep.kube;

import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The fields of a pod that its containers may read (the downward API).
record PodFields(Pod pod, String podIp) {
  private static final Pattern ENTRY =
      Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)']");

  String value(ObjectFieldSelector selector) throws MissingReferenceException {
    var path = selector.getFieldPath();
    var metadata = pod.getMetadata();
    var entry = ENTRY.matcher(path);
    if (entry.matches()) {
      var all = entry.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
      return all.getOrDefault(entry.group(2), "");
    }
    var known =
        Map.of(
            "metadata.name", metadata.getName(),
            "metadata.namespace", metadata.getNamespace(),
            "metadata.uid", metadata.getUid(),
            "metadata.labels", lines(metadata.getLabels()),
            "metadata.annotations", lines(metadata.getAnnotations()),
            "spec.nodeName", pod.getSpec().getNodeName(),
            "spec.serviceAccountName", pod.getSpec().getServiceAccountName(),
            "status.podIP", podIp,
            "status.hostIP", ProcessNode.ADDRESS);
    var value = known.get(path);
    if (value == null) {
      throw new MissingReferenceException("this node does not know the field " + path);
    }
    return value;
  }

  private static String lines(Map<String, String> entries) {
    return entries.entrySet().stream()
        .map(entry -> "%s=\"%s\"".formatted(entry.getKey(), entry.getValue()))
        .sorted()
        .collect(Collectors.joining("\n"));
  }
}
