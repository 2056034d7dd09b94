package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.chart.ChartInstaller;
import dev.lockstep.chart.OlderCrd;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.kube.TestNamespace;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// An operator with the CRD of an older version, and with permissions in one namespace only.
@KubernetesTest
final class CrdCheckIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KubeCluster cluster;
  private final String namespace;

  CrdCheckIT(KubeCluster cluster, TestNamespace namespace) {
    this.cluster = cluster;
    this.namespace = namespace.name();
  }

  @BeforeEach
  @AfterEach
  void installThisVersion() {
    cluster.installCrds();
  }

  @Test
  void namesTheMissingFieldsInItsLogAndSetsTheMetric() {
    installOlder();
    try (var operator =
        OperatorProcess.start(
            cluster,
            "older-crd",
            account(),
            "--leader-election=false",
            "--namespaces=" + namespace)) {
      Await.until(
          "the metric says that the CRD is older",
          PATIENCE,
          () -> operator.get("/metrics").contains("\nlockstep_crd_outdated 1.0\n"));

      assertThat(operator.log())
          .contains("The CRD of SchemaMigrations is older than this operator")
          .contains("spec.workloads")
          .contains("kubectl apply --server-side --force-conflicts -f crds/");
    }
  }

  @Test
  void noticesWhenTheCrdIsUpgradedAndTakenBack() {
    try (var check = new CrdCheck(account())) {
      awaitOutdated(check, false);

      installOlder();
      awaitOutdated(check, true);

      cluster.installCrds();
      awaitOutdated(check, false);
    }
  }

  /// The OpenAPI document reflects a changed CRD after a short delay.
  private static void awaitOutdated(CrdCheck check, boolean outdated) {
    Await.until(
        "outdated: " + outdated,
        PATIENCE,
        () -> {
          check.look();
          return check.outdated() == outdated;
        });
  }

  /// O17
  @Test
  void endsWithOneSentenceWithoutTheCrdAndStartsWhenItIsThere() {
    KubernetesClient account = account();
    String[] options = {"--leader-election=false", "--namespaces=" + namespace};
    cluster.kubectl().run("delete", "crd", "schemamigrations.lockstep.dev").orThrow();

    assertThatThrownBy(() -> OperatorProcess.start(cluster, "no-crd", account, options))
        .hasMessageContaining("The CRD schemamigrations.lockstep.dev is not installed")
        .hasMessageNotContaining("\tat ");

    cluster.installCrds();
    try (var operator = OperatorProcess.start(cluster, "with-crd", account, options)) {
      assertThat(operator.log()).doesNotContain("WARN", "ERROR"); // D21
    }
  }

  /// O17
  @Test
  void endsWithOneSentenceWithoutTheRights() {
    String[] options = {"--leader-election=true", "--lease-namespace=" + namespace};

    assertThatThrownBy(
            () ->
                OperatorProcess.start(
                    cluster, "no-rights", cluster.clientFor(namespace, "default"), options))
        .hasMessageContaining(
            "The account system:serviceaccount:%s:default may not list schemamigrations.lockstep.dev in all namespaces, "
                .formatted(namespace))
        .hasMessageNotContaining("\tat ");
  }

  private void installOlder() {
    cluster.kubectl().runWithInput(OlderCrd.yaml(), "replace", "-f", "-").orThrow();
  }

  private KubernetesClient account() {
    String account = new ChartInstaller(cluster).installAccess(namespace, List.of(namespace));
    return cluster.clientFor(namespace, account);
  }
}
