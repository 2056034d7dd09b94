package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.lockstep.testing.Checkout;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;

/// The checked-in CRD: the generator's output, corrected where the generator cannot be configured.
final class CrdDocument {
  /// The single source of the CRD for the chart, the tests and users.
  static final Path FILE = Checkout.root().resolve("crds/schemamigrations.lockstep.dev.yaml");

  /// Helm reads only files below the chart.
  static final Path CHART_COPY =
      Checkout.root().resolve("helm/lockstep/files/schemamigrations.lockstep.dev.yaml");

  private static final String HEADER =
      "# Generated from the records in dev.lockstep.api.v1alpha1 by `make crds`: edit those.\n";
  private static final List<String> COLUMNS =
      List.of("READY", "REASON", "VERSION", "DESIRED", "PENDING", "AGE", "MESSAGE");
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());

  private CrdDocument() {}

  /// Returns the text that the file must have.
  static String generate() {
    try {
      return HEADER + YAML.writeValueAsString(tree());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the CRD as a tree.
  static ObjectNode tree() {
    var crd = raw();
    keep((ObjectNode) crd.get("metadata"));
    var version = (ObjectNode) crd.at("/spec/versions/0");
    version.set("additionalPrinterColumns", inOrder(version.withArray("additionalPrinterColumns")));
    var schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
    schema.put(
        "description", "A set of SQL scripts, the database to apply them to, and the result.");
    fixSpec((ObjectNode) schema.at("/properties/spec"));
    fixStatus((ObjectNode) schema.at("/properties/status"));
    tidy(crd);
    return crd;
  }

  /// Adds the annotations that protect the CRD from pruning: deleting it deletes every
  /// SchemaMigration of the cluster.
  private static void keep(ObjectNode metadata) {
    var name = metadata.remove("name");
    metadata
        .putObject("annotations")
        .put("argocd.argoproj.io/sync-options", "Prune=false")
        .put("kustomize.toolkit.fluxcd.io/prune", "disabled");
    metadata.set("name", name);
  }

  private static ObjectNode raw() {
    try {
      Path folder = Files.createTempDirectory("crd");
      new CRDGenerator()
          .customResourceClasses(SchemaMigration.class)
          .inOutputDir(folder.toFile())
          .forCRDVersions("v1")
          .detailedGenerate();
      Path file = folder.resolve("schemamigrations.lockstep.dev-v1.yml");
      var crd = (ObjectNode) YAML.readTree(Files.readString(file));
      Files.delete(file);
      Files.delete(folder);
      return crd;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes the priority 0, which the API server omits, so that Argo CD does not report it as
  /// drift.
  private static ArrayNode inOrder(ArrayNode columns) {
    var ordered = YAML.createArrayNode();
    for (String name : COLUMNS) {
      columns.forEach(
          column -> {
            if (column.get("name").textValue().equals(name)) {
              boolean always = column.path("priority").asInt() == 0;
              ordered.add(always ? ((ObjectNode) column).without("priority") : column);
            }
          });
    }
    if (ordered.size() != columns.size()) {
      throw new IllegalStateException("a printer column has no place in " + COLUMNS);
    }
    return ordered;
  }

  private static void fixSpec(ObjectNode spec) {
    var job = (ObjectNode) spec.at("/properties/job/properties");
    EmbeddedTypes.limit(job);
    ((ObjectNode) spec.at("/properties/scripts/properties/placeholders/additionalProperties"))
        .put("maxLength", 4096);
    ((ObjectNode)
            spec.at(
                "/properties/scripts/properties/selector/properties/matchLabels/additionalProperties"))
        .put("maxLength", 63);
    ((ObjectNode) spec.at("/properties/database/properties/settings/additionalProperties"))
        .put("maxLength", 1024);
  }

  private static void fixStatus(ObjectNode status) {
    // Replaces the generator's default, which includes the empty lists.
    status.putObject("default").put("observedGeneration", SchemaMigrationStatus.UNSEEN);
    var conditions = (ObjectNode) status.at("/properties/conditions");
    conditions
        .put("x-kubernetes-list-type", "map")
        .putArray("x-kubernetes-list-map-keys")
        .add("type");
    var condition = (ObjectNode) conditions.get("items");
    List.of("lastTransitionTime", "message", "reason", "status", "type")
        .forEach(condition.withArray("required")::add);
    describe(condition, "type", "Ready, Reconciling or Stalled.");
    describe(condition, "status", "True, False or Unknown.");
    describe(condition, "reason", "Why, in one word for programs.");
    describe(condition, "message", "The cause and the fix, as a sentence.");
    describe(condition, "lastTransitionTime", "When status last changed.");
    describe(
        condition, "observedGeneration", "The metadata.generation that the condition speaks of.");
    ((ObjectNode) condition.at("/properties/lastTransitionTime")).put("format", "date-time");
    // A newer operator may write further kinds, and the status must not be refused for them.
    for (String field : List.of("kind", "class")) {
      ((ObjectNode) status.at("/properties/lastRun/properties/failure/properties/" + field))
          .remove("enum");
    }
  }

  private static void describe(ObjectNode object, String property, String description) {
    ((ObjectNode) object.at(JsonPointer.compile("/properties/" + property)))
        .put("description", description);
  }

  /// Removes duplicate rules (the generator reads a record component both as a field and as an
  /// accessor), and writes integers without a fraction.
  private static void tidy(JsonNode node) {
    if (node instanceof ObjectNode object) {
      if (object.get("x-kubernetes-validations") instanceof ArrayNode rules) {
        var once = new LinkedHashSet<JsonNode>();
        rules.forEach(once::add);
        rules.removeAll().addAll(once);
      }
      for (String bound : List.of("minimum", "maximum")) {
        if (object.get(bound) instanceof DoubleNode value) {
          object.set(bound, LongNode.valueOf(value.longValue()));
        }
      }
    }
    node.forEach(CrdDocument::tidy);
  }
}
