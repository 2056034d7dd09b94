package dev.lockstep.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The chart's values: what the schema says of each, and what `values.yaml` sets.
final class ValuesSchema {
  static final Path FILE = Chart.FOLDER.resolve("values.schema.json");
  static final Path DEFAULTS = Chart.FOLDER.resolve("values.yaml");

  private ValuesSchema() {}

  static JsonNode schema() {
    try {
      return new ObjectMapper().readTree(FILE.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode defaults() {
    try {
      return Serialization.unmarshal(Files.readString(DEFAULTS), JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The schema of each value by its path, such as `image.tag`, in the order of the file.
  static Map<String, JsonNode> values() {
    var values = new LinkedHashMap<String, JsonNode>();
    collect("", schema(), values);
    return values;
  }

  private static void collect(String path, JsonNode schema, Map<String, JsonNode> into) {
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              String child = path + property.getKey();
              into.put(child, property.getValue());
              collect(child + ".", property.getValue(), into);
            });
  }

  /// What `values.yaml` sets a value to.
  static JsonNode defaultOf(String path) {
    return defaults().at("/" + path.replace('.', '/'));
  }
}
