package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.kube.TestNamespace;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The CRD in the hands of a real Helm and a real API server: from an older chart to this one, and
/// left when the chart goes.
@KubernetesTest
final class CrdUpgradeIT {
  private static final String CRD = OlderCrd.NAME;
  private static final String RELEASE = "upgraded";

  private final KubeCluster cluster;
  private final String namespace;

  CrdUpgradeIT(KubeCluster cluster, TestNamespace namespace) {
    this.cluster = cluster;
    this.namespace = namespace.name();
  }

  @BeforeEach
  void installCrds() {
    cluster.installCrds();
  }

  @AfterEach
  void restore() {
    cluster.installCrds();
  }

  private void handOver() {
    // Helm takes over only what is marked as the release's.
    cluster
        .kubectl()
        .run("label", "crd", CRD, "--overwrite", "app.kubernetes.io/managed-by=Helm")
        .orThrow();
    cluster
        .kubectl()
        .run(
            "annotate",
            "crd",
            CRD,
            "--overwrite",
            "meta.helm.sh/release-name=" + RELEASE,
            "meta.helm.sh/release-namespace=" + namespace)
        .orThrow();
  }

  @Test
  void helmUpgradeBringsTheNewFieldsAndUninstallLeavesCrdAndResources(@TempDir Path folder)
      throws IOException {
    Path older = olderChart(folder);
    cluster.kubectl().runWithInput(OlderCrd.yaml(), "replace", "-f", "-").orThrow();
    handOver();
    new Helm(older)
        .install()
        .withName(RELEASE)
        .withNamespace(namespace)
        .withKubeConfig(cluster.kubeconfig())
        .set("replicas", 0)
        .call();
    assertThat(hasTheNewField()).isFalse();
    createResource();

    new Helm(Chart.FOLDER)
        .upgrade()
        .withName(RELEASE)
        .withNamespace(namespace)
        .withKubeConfig(cluster.kubeconfig())
        .set("replicas", 0)
        .call();

    assertThat(hasTheNewField()).isTrue();
    assertThat(crd().getMetadata().getAnnotations())
        .containsEntry("helm.sh/resource-policy", "keep");

    Helm.uninstall(RELEASE).withNamespace(namespace).withKubeConfig(cluster.kubeconfig()).call();

    assertThat(crd().getMetadata().getDeletionTimestamp()).isNull();
    cluster.kubectl().run("get", "smig", "orders", "-n", namespace).orThrow();
    assertThat(cluster.kubectl().run("get", "deployment", "-n", namespace, "-o", "name").orThrow())
        .isEmpty();
  }

  private void createResource() {
    String resource =
        """
        apiVersion: lockstep.dev/v1alpha1
        kind: SchemaMigration
        metadata: {name: orders, namespace: %s}
        spec:
          database: {secretRef: {name: orders-db}}
          scripts: {configMaps: [{name: orders-migrations}]}
        """
            .formatted(namespace);
    cluster.kubectl().runWithInput(resource, "create", "-f", "-").orThrow();
  }

  private static Path olderChart(Path folder) throws IOException {
    Path chart = folder.resolve("lockstep");
    try (var files = Files.walk(Chart.FOLDER)) {
      for (Path file : files.toList()) {
        Files.copy(file, chart.resolve(Chart.FOLDER.relativize(file).toString()));
      }
    }
    Files.writeString(chart.resolve("files/" + CRD + ".yaml"), OlderCrd.yaml());
    return chart;
  }

  private boolean hasTheNewField() {
    return cluster
        .kubectl()
        .run("get", "crd", CRD, "-o", "json")
        .orThrow()
        .contains("would leave the version window of a running pod");
  }

  private CustomResourceDefinition crd() {
    return cluster
        .client()
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(CRD)
        .require();
  }
}
