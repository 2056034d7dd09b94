package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/// The sources of scripts: one or several ConfigMaps, by name and by label, compressed ones, and
/// full ones.
final class ScriptSourcesIT extends OperatorScenario {
  private static final Map<String, String> LABELS = Map.of("app", "orders", "part", "schema");

  @Test
  void findsConfigMapsByTheirLabelsAlsoLaterOnes() {
    secret();
    apply(resource("scripts: {selector: {matchLabels: {app: orders, part: schema}}}"));
    awaitReason("ScriptsNotFound");
    assertThat(message())
        .isEqualTo(
            "ConfigMap with the label app=orders and part=schema not found in namespace %s. The run starts as soon as it is created."
                .formatted(namespace));
    client
        .resource(configMap("else", Map.of("app", "orders"), Map.of("V9__no.sql", "no")))
        .create();

    client
        .resource(configMap("b", LABELS, Map.of("V1__a.sql", "CREATE TABLE a (id int);")))
        .create();
    awaitReady("1");
    client
        .resource(configMap("a", LABELS, Map.of("V2__b.sql", "CREATE TABLE b (id int);")))
        .create();
    awaitReady("2");

    client.resource(configMap("b", Map.of(), Map.of("V1__a.sql", "none"))).update();
    awaitReason("UnknownApplied");
    assertThat(message()).contains("V1__a.sql");
  }

  @Test
  void takesOneSetFromSeveralConfigMapsByNameAndByLabelPackedOrNot() throws IOException {
    secret();
    scripts(Map.of("V1__a.sql", "CREATE TABLE a (id int);"));
    client
        .resource(
            new ConfigMapBuilder(configMap("packed", Map.of(), Map.of()))
                .withBinaryData(Map.of("V2__b.sql.gz", gzip("CREATE TABLE b (id int);")))
                .build())
        .create();
    client
        .resource(configMap("labelled", LABELS, Map.of("V3__c.sql", "CREATE TABLE c (id int);")))
        .create();

    apply(
        resource(
            "scripts: {configMaps: [{name: %s}, {name: packed}], selector: {matchLabels: {part: schema}}}"
                .formatted(SCRIPTS)));

    awaitReady("3");
    assertThat(database.column("SELECT migration_name FROM migration_history ORDER BY 1"))
        .containsExactly("V1__a.sql", "V2__b.sql", "V3__c.sql");
    assertThat(status().warnings()).isEmpty();
  }

  @Test
  void warnsOfAConfigMapThatIsAlmostFullOnce() {
    secret();
    String padding = "-- " + "x".repeat(880 * 1024) + "\n";
    scripts(Map.of("V1__a.sql", padding + "CREATE TABLE a (id int);"));
    migration();
    awaitReady("1");

    assertThat(status().warnings())
        .containsExactly(
            "ConfigMap orders-migrations holds 880 KiB of at most 1,024 KiB: put the next scripts into a second ConfigMap, or gzip some of them into binaryData.");

    scripts(
        Map.of(
            "V1__a.sql",
            padding + "CREATE TABLE a (id int);",
            "V2__b.sql",
            "-- " + "y".repeat(20 * 1024) + "\nCREATE TABLE b (id int);"));
    awaitReady("2");
    assertThat(status().warnings())
        .singleElement()
        .asString()
        .startsWith("ConfigMap orders-migrations holds 900 KiB ");
    Await.until("an Event warns", PATIENCE, () -> !warnings().isEmpty());
    assertThat(warnings()).singleElement().asString().contains("880 KiB");
  }

  private List<String> warnings() {
    return client.v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getReason().equals("ConfigMapSize"))
        .map(Event::getMessage)
        .toList();
  }

  private String resource(String scripts) {
    return """
        apiVersion: lockstep.dev/v1alpha1
        kind: SchemaMigration
        metadata: {name: %s, namespace: %s}
        spec:
          database: {secretRef: {name: %s}}
          %s
        """
        .formatted(NAME, namespace, SECRET, scripts);
  }

  private ConfigMap configMap(String name, Map<String, String> labels, Map<String, String> files) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .withLabels(labels)
        .endMetadata()
        .withData(files)
        .build();
  }

  private static String gzip(String text) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return Base64.getEncoder().encodeToString(packed.toByteArray());
  }
}
