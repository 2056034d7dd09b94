package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.e2e.Prometheus.Alert;
import dev.lockstep.example.ExampleVariant;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real Prometheus scrapes both replicas of the operator, with the chart's alerts. Only how long
/// something must last before an alert fires is shortened to a second.
final class AlertsE2E extends NodeScenario {
  private static final Path ALERTS = Checkout.root().resolve("helm/lockstep/files/alerts.yaml");
  private static final Path OBJECTS =
      Checkout.root().resolve("operator/src/test/resources/e2e/prometheus.yaml");

  @AfterEach
  void deleteService() {
    client.services().inNamespace(Platform.SYSTEM).withName("lockstep-replicas").delete();
  }

  @Test
  void theFailureAlertFiresForTheBrokenReleaseAndEndsWithTheFix(@TempDir Path folder)
      throws IOException {
    Prometheus prometheus = startPrometheus();
    awaitSeries(prometheus, "up{job=\"lockstep\"} == 1", 2);

    release(ExampleVariant.BROKEN, folder);

    Alert stalled = awaitAlert(prometheus, "SchemaMigrationStalled", NAME);
    assertThat(stalled.description())
        .contains("reason ScriptFailed", "kubectl -n %s describe".formatted(namespace));
    awaitAlert(prometheus, "PodsWaitForSchema", NAME);
    awaitSeries(prometheus, ofResource("lockstep_schemamigration_stalled") + " == 1", 1);

    release(ExampleVariant.FIXED, folder);

    awaitReady("5");
    awaitAlerts(prometheus, "none fires", List::isEmpty);
    awaitSeries(prometheus, ofResource("lockstep_schemamigration_ready") + " == 1", 1);
    awaitSeries(prometheus, "lockstep_operator_leading == 1", 1);

    client.resources(SchemaMigration.class).inNamespace(namespace).withName(NAME).delete();

    awaitSeries(prometheus, ofResource("lockstep_schemamigration_ready"), 0);
    awaitSeries(prometheus, ofResource("{__name__=~\"lockstep_.+\"}"), 0);
    awaitSeries(prometheus, "up{job=\"lockstep\"} == 1", 2);
  }

  private Prometheus startPrometheus() throws IOException {
    var alerts =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("alerts")
            .withNamespace(namespace)
            .endMetadata()
            .addToData(
                "alerts.yaml", Files.readString(ALERTS).replaceAll("(?m)^( +for:).*$", "$1 1s"))
            .build();
    client.resource(alerts).create();
    apply(Files.readString(OBJECTS).replace("NAMESPACE", namespace));
    return new Prometheus(platform.awaitReady(namespace, "prometheus").getStatus().getPodIP());
  }

  /// Applies a variant of the example, with an image that the nodes have.
  private void release(ExampleVariant variant, Path folder) throws IOException {
    variant.writeTo(
        folder,
        namespace,
        new TestDatabase("postgres", 5432, database.name(), database.user(), database.password()));
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        "images: [{name: registry.k8s.io/pause, newName: localhost/pause, newTag: \"1\"}]\n",
        StandardOpenOption.APPEND);
    cluster.kubectl().run("apply", "-k", folder.toString()).orThrow();
  }

  private Alert awaitAlert(Prometheus prometheus, String name, String resource) {
    Predicate<Alert> wanted =
        alert -> alert.name().equals(name) && alert.resource().equals(resource);
    awaitAlerts(prometheus, name, alerts -> alerts.stream().anyMatch(wanted));
    return ours(prometheus).stream().filter(wanted).findFirst().orElseThrow();
  }

  private void awaitAlerts(Prometheus prometheus, String what, Predicate<List<Alert>> wanted) {
    try {
      Await.until(what, PATIENCE, () -> wanted.test(ours(prometheus)));
    } catch (AssertionError e) {
      throw new AssertionError("%s; firing: %s".formatted(e.getMessage(), prometheus.firing()), e);
    }
  }

  private List<Alert> ours(Prometheus prometheus) {
    return prometheus.firing().stream()
        .filter(alert -> alert.namespace().equals(namespace))
        .toList();
  }

  private void awaitSeries(Prometheus prometheus, String expression, int count) {
    try {
      Await.until(
          "%d of %s".formatted(count, expression),
          PATIENCE,
          () -> prometheus.query(expression).size() == count);
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s; there are %s".formatted(e.getMessage(), prometheus.query(expression)), e);
    }
  }

  private String ofResource(String metric) {
    String selector = "namespace=\"%s\", name=\"%s\"".formatted(namespace, NAME);
    return metric.endsWith("}")
        ? metric.replace("}", ", " + selector + "}")
        : "%s{%s}".formatted(metric, selector);
  }
}
