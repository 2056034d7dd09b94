package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/// The types of Kubernetes in `spec.job`. The generator omits their limits, which the cost estimate
/// of validation rules needs, and includes fields that must not be used here.
final class EmbeddedTypes {
  private static final Set<String> VOLUME_SOURCES =
      Set.of(
          "name",
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "hostPath", // so that it is refused with a sentence
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  /// The fields that have 64 bits in Kubernetes; all other integers have 32.
  private static final Set<String> LONGS =
      Set.of(
          "expirationSeconds",
          "observedGeneration",
          "runAsGroup",
          "runAsUser",
          "terminationGracePeriodSeconds",
          "tolerationSeconds");

  private static final Set<String> PORTS = Set.of("containerPort", "hostPort");
  private static final Set<String> LONG_TEXTS = Set.of("value", "args", "command");

  /// The pattern in Kubernetes' own definitions.
  private static final String QUANTITY =
      "^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$";

  private static final long LARGEST_EXACT = 9_007_199_254_740_991L;

  private EmbeddedTypes() {}

  static void limit(ObjectNode job) {
    ((ObjectNode) job.at("/resources/properties")).remove("claims");
    ((ObjectNode) job.at("/initContainers/items/properties/resources/properties")).remove("claims");
    ((ObjectNode) job.at("/volumes/items/properties")).retain(VOLUME_SOURCES);
    ((ObjectNode)
            job.at(
                "/volumes/items/properties/ephemeral/properties/volumeClaimTemplate/properties/metadata/properties"))
        .retain("annotations", "labels");
    require(job, "/env/items", "name");
    require(job, "/volumes/items", "name");
    require(job, "/volumeMounts/items", "mountPath", "name");
    require(job, "/initContainers/items", "name");
    require(job, "/initContainers/items/properties/env/items", "name");
    require(job, "/initContainers/items/properties/ports/items", "containerPort");
    require(job, "/initContainers/items/properties/volumeMounts/items", "mountPath", "name");
    for (String list : List.of("volumes", "volumeMounts", "initContainers")) {
      ((ObjectNode) job.at("/" + list + "/items/properties/name")).put("maxLength", 63);
    }
    ((ObjectNode) job.at("/initContainers/items/properties/securityContext/properties"))
        .remove("windowsOptions");
    ((ObjectNode) job.at("/initContainers/items/properties/env/items/properties/name"))
        .put("maxLength", 253);
    ((ObjectNode) job.at("/initContainers/items/properties/envFrom/items/properties/prefix"))
        .put("maxLength", 63);
    job.properties().forEach(field -> limit(field.getKey(), field.getValue()));
    for (String labels : List.of("labels", "nodeSelector")) {
      ((ObjectNode) job.at("/" + labels + "/additionalProperties")).put("maxLength", 63);
    }
  }

  private static void require(ObjectNode job, String object, String... fields) {
    var required = ((ObjectNode) job.at(object)).withArray("required");
    required.removeAll();
    for (String field : fields) {
      required.add(field);
    }
  }

  private static void limit(String name, JsonNode node) {
    if (!(node instanceof ObjectNode schema)) {
      return;
    }
    if (schema.has("x-kubernetes-int-or-string")) {
      putIfAbsent(schema, "maxLength", 64);
      if (!name.equals("port")) {
        schema.put("pattern", QUANTITY);
      }
    }
    switch (schema.path("type").asText()) {
      case "string" -> putIfAbsent(schema, "maxLength", LONG_TEXTS.contains(name) ? 32_768 : 4096);
      case "integer" -> {
        putIfAbsent(schema, "minimum", smallest(name));
        putIfAbsent(schema, "maximum", largest(name));
      }
      case "array" -> {
        putIfAbsent(schema, "maxItems", 64);
        limit(name, schema.get("items"));
      }
      case "object" -> limitObject(name, schema);
      default -> {}
    }
  }

  private static void limitObject(String name, ObjectNode schema) {
    if (schema.has("additionalProperties")) {
      putIfAbsent(schema, "maxProperties", 64);
      limit(name, schema.get("additionalProperties"));
    }
    schema
        .path("properties")
        .properties()
        .forEach(field -> limit(field.getKey(), field.getValue()));
  }

  private static long smallest(String name) {
    if (PORTS.contains(name)) {
      return 0;
    }
    return LONGS.contains(name) ? -LARGEST_EXACT : Integer.MIN_VALUE;
  }

  private static long largest(String name) {
    if (PORTS.contains(name)) {
      return 65_535;
    }
    return LONGS.contains(name) ? LARGEST_EXACT : Integer.MAX_VALUE;
  }

  private static void putIfAbsent(ObjectNode schema, String keyword, long value) {
    if (!schema.has(keyword)) {
      schema.put(keyword, value);
    }
  }
}
