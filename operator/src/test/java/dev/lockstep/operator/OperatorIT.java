package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.chart.ChartInstaller;
import dev.lockstep.chart.PolicyProbe;
import dev.lockstep.chart.Promtool;
import dev.lockstep.kube.TestNamespace;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The operator process apart from its reconcilers: unreadable resources, metrics, leader election,
/// namespaces.
final class OperatorIT extends OperatorScenario {
  private static final Map<String, String> ONE =
      Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);");

  @Override
  boolean startsOperator() {
    return false;
  }

  @Test
  void resourceThatCannotBeReadDoesNotStopTheOthersAtStart() {
    operator().kill();
    unreadable();
    secret();
    scripts(ONE);
    migration();

    operator();

    awaitReady("1");
    awaitInvalidSpec();
  }

  @Test
  void resourceThatCannotBeReadDoesNotStopTheOthersWhileWatching() {
    operator();
    secret();
    migration();
    awaitReason("ScriptsNotFound");

    unreadable();
    awaitInvalidSpec();
    scripts(ONE);

    awaitReady("1");
  }

  @Test
  void waitsAsKubectlDoes() {
    operator();
    secret();
    scripts(ONE);
    migration();

    cluster
        .kubectl()
        .run("wait", "--for=condition=Ready", "smig/" + NAME, "-n", namespace, "--timeout=60s")
        .orThrow();

    String table = cluster.kubectl().run("get", "smig", "-n", namespace).orThrow();
    assertThat(table).contains("READY", "REASON", "VERSION", "DESIRED", "PENDING", "AGE");
    assertThat(table).containsPattern("orders\\s+True\\s+InStep\\s+1\\s+1\\s+0");
    assertThat(cluster.kubectl().run("describe", "smig", NAME, "-n", namespace).orThrow())
        .contains("InStep");
  }

  @Test
  void exportsMetricsAndForgetsDeletedResources() {
    OperatorProcess operator = operator();
    secret();
    scripts(ONE);
    migration();
    awaitReady("1");
    String labels = "{name=\"%s\",namespace=\"%s\"}".formatted(NAME, namespace);

    // A run is counted after its end appears in the status.
    Await.until(
        "the run is counted",
        PATIENCE,
        () -> operator.get("/metrics").contains("lockstep_runs_total{"));
    String metrics = operator.get("/metrics");

    assertThat(metrics)
        .contains("lockstep_schemamigration_ready" + labels + " 1")
        .contains("lockstep_schemamigration_stalled" + labels + " 0")
        .contains("lockstep_schemamigration_pending_scripts" + labels + " 0")
        .contains("lockstep_schemamigration_drifted_objects" + labels + " 0")
        .contains("lockstep_schemamigration_last_success_timestamp_seconds" + labels)
        .containsPattern("lockstep_schemamigration_info\\{.*version=\"1\"")
        .containsPattern("lockstep_runs_total\\{.*outcome=\"Succeeded\"")
        .contains("lockstep_run_duration_seconds_count");
    // The metrics of the Java Operator SDK have no help texts.
    String ours =
        metrics
            .lines()
            .filter(line -> !line.contains("operator_sdk_"))
            .collect(Collectors.joining("\n", "", "\n"));
    assertThat(Promtool.runWithInput(ours, "check", "metrics")).isEmpty();

    cluster.kubectl().run("delete", "smig", NAME, "-n", namespace).orThrow();

    Await.until(
        "no series of the resource is left",
        PATIENCE,
        () -> !operator.get("/metrics").contains("namespace=\"" + namespace + "\""));
  }

  @Test
  void standbyTakesOverWhenTheLeaderIsKilled() {
    operator().kill();
    String[] election = {"--leader-election=true", "--lease-namespace=" + SharedOperator.NAMESPACE};
    try (var first = OperatorProcess.start(cluster, "first", access.account(cluster), election)) {
      secret();
      migration();
      awaitReason("ScriptsNotFound");
      try (var standby =
          OperatorProcess.start(cluster, "standby", access.account(cluster), election)) {
        assertThat(standby.get("/metrics")).doesNotContain("lockstep_schemamigration_ready{");
        assertThat(first.get("/metrics")).contains("lockstep_schemamigration_ready{");

        assertThat(first.get("/metrics")).contains("\nlockstep_operator_leading 1.0\n");
        assertThat(standby.get("/metrics")).contains("\nlockstep_operator_leading 0.0\n");

        first.kill();
        ZonedDateTime lastSign = lease().getRenewTime();
        scripts(ONE);

        awaitReady("1");
        // The operators write both times into the Lease.
        assertThat(Duration.between(lastSign, lease().getAcquireTime()))
            .isLessThan(Duration.ofSeconds(20));
        assertThat(standby.get("/metrics")).contains("\nlockstep_operator_leading 1.0\n");
        assertThat(standby.get("/metrics")).contains("lockstep_schemamigration_ready{");
      }
    }
  }

  @Test
  void leavesNamespacesAloneThatItDoesNotWatch() {
    operator().kill();
    // The policies of the chart forbid other operators to create Jobs.
    access.close();
    new PolicyProbe(cluster, namespace).awaitGone();
    TestNamespace other = cluster.newNamespace("unwatched");
    String account = new ChartInstaller(cluster).installAccess(namespace, List.of(namespace));
    try (var operator =
        OperatorProcess.start(
            cluster,
            "namespaced",
            cluster.clientFor(namespace, account),
            "--leader-election=false",
            "--namespaces=" + namespace)) {
      String elsewhere =
          """
          apiVersion: lockstep.dev/v1alpha1
          kind: SchemaMigration
          metadata: {name: elsewhere, namespace: %s}
          spec:
            database: {secretRef: {name: x}}
            scripts: {configMaps: [{name: x}]}
          """
              .formatted(other.name());
      apply(elsewhere);
      secret();
      scripts(ONE);
      migration();

      awaitReady("1");

      assertThat(operator.isAlive()).isTrue();
      assertThat(
              cluster
                  .kubectl()
                  .run(
                      "get",
                      "smig",
                      "elsewhere",
                      "-n",
                      other.name(),
                      "-o",
                      "jsonpath={.status.conditions}")
                  .orThrow())
          .isEmpty();
    } finally {
      cluster.delete(other);
    }
  }

  private LeaseSpec lease() {
    return client
        .leases()
        .inNamespace(SharedOperator.NAMESPACE)
        .withName("lockstep-operator")
        .require()
        .getSpec();
  }

  private void unreadable() {
    apply(
        """
        apiVersion: lockstep.dev/v1alpha1
        kind: SchemaMigration
        metadata: {name: unreadable, namespace: %s}
        spec:
          database: {secretRef: {name: x}}
          scripts: {configMaps: [{name: x}]}
          job:
            initContainers:
              - name: proxy
                image: proxy
                startupProbe: {tcpSocket: {port: 99999999999}}
        """
            .formatted(namespace));
  }

  private void awaitInvalidSpec() {
    Await.until(
        "the unreadable resource says so",
        Duration.ofSeconds(60),
        () -> {
          var resource =
              client
                  .resources(SchemaMigration.class)
                  .inNamespace(namespace)
                  .withName("unreadable")
                  .get();
          return resource.getStatus() != null
              && Conditions.find(resource.getStatus().conditions(), Conditions.STALLED)
                  .filter(condition -> condition.getReason().equals("InvalidSpec"))
                  .filter(condition -> condition.getMessage().contains("startupProbe"))
                  .isPresent();
        });
  }
}
