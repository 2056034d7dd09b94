package dev.lockstep.operator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Compares two schemas of one resource by their fields and enum values. Descriptions, bounds and
/// defaults do not count: only what an API server would drop or refuse does.
final class CrdFields {
  private CrdFields() {}

  /// Returns what the served schema lacks, as paths such as `spec.retry.backoff` and
  /// `spec.rollback=Allow`. Nothing below a missing field is listed.
  static List<String> missing(JsonNode known, JsonNode served) {
    var missing = new ArrayList<String>();
    collect("", known, served, missing);
    return List.copyOf(missing);
  }

  private static void collect(String path, JsonNode known, JsonNode served, List<String> missing) {
    String before = path.isEmpty() ? "" : path + ".";
    for (var field : known.path("properties").properties()) {
      JsonNode there = served.path("properties").path(field.getKey());
      if (there.isMissingNode()) {
        missing.add(before + field.getKey());
      } else {
        collect(before + field.getKey(), field.getValue(), there, missing);
      }
    }
    collectValues(path, known.path("enum"), served.path("enum"), missing);
    collectBelow(path + "[]", known.path("items"), served.path("items"), missing);
    collectBelow(
        path + "{}",
        known.path("additionalProperties"),
        served.path("additionalProperties"),
        missing);
  }

  private static void collectBelow(
      String path, JsonNode known, JsonNode served, List<String> missing) {
    if (known.isObject() && served.isObject()) {
      collect(path, known, served, missing);
    }
  }

  private static void collectValues(
      String path, JsonNode known, JsonNode served, List<String> missing) {
    if (served.isMissingNode()) {
      return;
    }
    Set<JsonNode> values = new HashSet<>();
    served.forEach(values::add);
    for (JsonNode value : known) {
      if (!values.contains(value)) {
        missing.add(path + "=" + value.asText());
      }
    }
  }
}
