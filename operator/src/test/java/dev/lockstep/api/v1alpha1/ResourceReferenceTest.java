package dev.lockstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The field reference is generated from the CRD, so that the two cannot differ.
final class ResourceReferenceTest {
  private static final Path FILE = Checkout.root().resolve("operator/docs/resource.md");

  /// Types of Kubernetes, which `kubectl explain` documents better.
  private static final Set<String> EMBEDDED =
      Set.of(
          "spec.job.affinity",
          "spec.job.env",
          "spec.job.initContainers",
          "spec.job.resources",
          "spec.job.tolerations",
          "spec.job.volumeMounts",
          "spec.job.volumes",
          "status.conditions");

  private final List<String> fields = new ArrayList<>();
  private final List<String> rules = new ArrayList<>();

  @Test
  void theReferenceSaysWhatTheCrdSays() throws IOException {
    String generated = reference();
    if (Boolean.getBoolean("lockstep.regenerate")) {
      Files.writeString(FILE, generated);
    }

    assertThat(FILE).as("run `make crds` after a change of the records").hasContent(generated);
  }

  private String reference() {
    JsonNode schema = CrdDocument.tree().at("/spec/versions/0/schema/openAPIV3Schema");
    var text =
        new StringBuilder(
            """
            <!-- Written from the CRD by ResourceReferenceTest: edit the records in dev.lockstep.api.v1alpha1. -->
            # The fields of a SchemaMigration

            The same as `kubectl explain schemamigration --recursive`. `[]` stands for the entries of a list. The fields of Kubernetes' own types under
            `spec.job` are those of pods.
            """);
    rules("metadata", schema);
    for (String part : List.of("spec", "status")) {
      fields.clear();
      collect(part, schema.path("properties").path(part));
      text.append(
          "\n## `%s`\n\n| field | type | default | what it is |\n|---|---|---|---|\n"
              .formatted(part));
      fields.forEach(text::append);
    }
    text.append(
        """

        ## What the API server refuses

        Besides values of another type and beyond the bounds above. These are the sentences of the refusals.

        | field | rule |
        |---|---|
        """);
    rules.forEach(text::append);
    return text.toString();
  }

  private void collect(String path, JsonNode schema) {
    rules(path, schema);
    if (EMBEDDED.contains(path)) {
      return;
    }
    var required = new ArrayList<String>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    schema
        .path("properties")
        .properties()
        .forEach(
            entry -> {
              String child = path + "." + entry.getKey();
              field(child, entry.getValue(), required.contains(entry.getKey()));
              collect(child, entry.getValue());
              if (!EMBEDDED.contains(child)) {
                collect(child + "[]", entry.getValue().path("items"));
              }
            });
  }

  private void field(String path, JsonNode schema, boolean required) {
    String wanted = required ? "required" : fallback(schema.path("default"));
    fields.add(
        "| `%s` | %s | %s | %s |\n"
            .formatted(
                path.substring(path.indexOf('.') + 1),
                type(schema),
                wanted,
                cell(schema.path("description").asText())));
  }

  private static String fallback(JsonNode value) {
    return value.isMissingNode() || value.isObject() ? "" : "`" + value.asText() + "`";
  }

  private static String type(JsonNode schema) {
    if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
      return "string or integer";
    }
    if (schema.has("enum")) {
      var values = new ArrayList<String>();
      schema.path("enum").forEach(value -> values.add("`" + value.asText() + "`"));
      return String.join(", ", values);
    }
    return schema.has("additionalProperties") ? "map" : schema.path("type").asText();
  }

  private void rules(String path, JsonNode schema) {
    schema
        .path("x-kubernetes-validations")
        .forEach(
            rule ->
                rules.add("| `%s` | %s |\n".formatted(path, cell(rule.path("message").asText()))));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;");
  }
}
