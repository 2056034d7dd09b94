package dev.lockstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CrdTest {
  /// Fields with types of Kubernetes, which are documented with pods.
  private static final Set<String> EMBEDDED =
      Set.of(
          "spec.job.affinity.",
          "spec.job.env[].",
          "spec.job.initContainers[].",
          "spec.job.resources.",
          "spec.job.tolerations[].",
          "spec.job.volumeMounts[].",
          "spec.job.volumes[].");

  @Test
  void theCheckedInCrdIsThatOfTheRecords() throws IOException {
    String generated = CrdDocument.generate();
    if (Boolean.getBoolean("lockstep.regenerate")) {
      Files.createDirectories(CrdDocument.FILE.getParent());
      Files.writeString(CrdDocument.FILE, generated);
      Files.writeString(CrdDocument.CHART_COPY, generated);
    }

    assertThat(CrdDocument.FILE)
        .as("run `make crds` after a change of the records")
        .hasContent(generated);
  }

  @Test
  void everyFieldOfOursHasADescriptionOfWholeSentences() {
    var fields = new ArrayList<Field>();
    collect("", schema(), fields);

    assertThat(fields)
        .filteredOn(field -> EMBEDDED.stream().noneMatch(field.path()::startsWith))
        .hasSizeGreaterThan(80)
        .allSatisfy(
            field ->
                assertThat(field.schema().path("description").asText())
                    .as(field.path())
                    .matches("(?s)[A-Z0-9].+\\."));
  }

  @Test
  void everyFieldOfTheSpecHasABound() {
    var fields = new ArrayList<Field>();
    collect("", schema(), fields);

    assertThat(fields)
        .filteredOn(field -> field.path().startsWith("spec"))
        .allSatisfy(field -> assertThat(missingBounds(field.schema())).as(field.path()).isEmpty());
  }

  private static List<String> missingBounds(JsonNode schema) {
    List<String> needed =
        switch (schema.path("type").asText()) {
          case "string" -> schema.has("enum") ? List.of() : List.of("maxLength");
          case "integer", "number" -> List.of("minimum", "maximum");
          case "array" -> List.of("maxItems");
          case "object" ->
              schema.has("additionalProperties") ? List.of("maxProperties") : List.of();
          default -> schema.has("x-kubernetes-int-or-string") ? List.of("maxLength") : List.of();
        };
    return needed.stream().filter(bound -> !schema.has(bound)).toList();
  }

  private static void collect(String path, JsonNode schema, List<Field> into) {
    schema
        .path("properties")
        .properties()
        .forEach(
            entry -> {
              String child = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
              into.add(new Field(child, entry.getValue()));
              collect(child, entry.getValue(), into);
              collect(child + "[]", entry.getValue().path("items"), into);
            });
  }

  private static JsonNode schema() {
    return CrdDocument.tree().at("/spec/versions/0/schema/openAPIV3Schema");
  }

  private record Field(String path, JsonNode schema) {
    @Override
    public String toString() {
      return path + ": " + schema.path("description").asText();
    }
  }
}
