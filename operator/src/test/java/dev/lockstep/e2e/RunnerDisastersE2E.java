package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.e2e.DisasterTable.Row;
import dev.lockstep.kube.Machine;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What happens to a run that its container, its pod, its node or its resource leaves in the middle
/// of a statement.
final class RunnerDisastersE2E extends NodeScenario {
  private static final String ON_NODE_2 = "job: {nodeSelector: {kubernetes.io/hostname: node-2}}\n";
  private static final String RATHER_ON_NODE_2 =
      """
      job:
        affinity:
          nodeAffinity:
            preferredDuringSchedulingIgnoredDuringExecution:
              - weight: 100
                preference:
                  matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [node-2]}]
      """;

  @Test
  @Disaster(
      value = "The runner's container is killed",
      done = "SIGKILL to the program during the second script.")
  void theContainerIsKilled(Row row) {
    Pod pod = startSlowRun("");

    row.strikes();
    machineOf(pod).signal(pod, "lockstep", "SIGKILL");
    awaitSecondAttempt(row);

    assertThat(attempts(SLOW)).containsExactly("failed", "success");
  }

  @Test
  @Disaster(
      value = "The node is drained",
      done = "`kubectl drain` of the runner's node during the second script.")
  void theNodeIsDrained(Row row) {
    Pod pod = startSlowRun("");
    String node = pod.getSpec().getNodeName();

    row.strikes();
    try {
      kubectl("drain", node, "--pod-selector=app.kubernetes.io/managed-by=lockstep", "--force");
      awaitSecondAttempt(row);
    } finally {
      kubectl("uncordon", node);
    }

    assertThat(status().failedAttempts()).as("an interruption does not count").isNull();
  }

  @Test
  @Disaster(
      value = "The runner's node restarts",
      done = "Its kubelet, containerd and all containers are killed at once and started again.")
  void theNodeRestarts(Row row) {
    Pod pod = startSlowRun(ON_NODE_2);
    Machine machine = machineOf(pod);

    row.strikes();
    machine.powerOff();
    machine.boot();
    awaitSecondAttempt(row);
  }

  @Test
  @Disaster(
      value = "The runner's node is lost for good",
      done =
          "Everything on the node is killed and does not come back: the pod stays Terminating indefinitely.")
  void theNodeIsLostForGood(Row row) {
    Pod pod = startSlowRun(RATHER_ON_NODE_2);
    Machine machine = machineOf(pod);
    assertThat(machine.name()).isEqualTo("node-2");

    row.strikes();
    machine.powerOff();
    try {
      awaitSecondAttempt(row);
      Pod lost = Objects.requireNonNull(client.resource(pod).get());
      assertThat(lost.getMetadata().getDeletionTimestamp()).isNotNull();
    } finally {
      machine.boot();
    }
  }

  @Test
  @Disaster(
      value = "A ConfigMap is edited during a run",
      done = "A third script is added while the second runs.")
  void theConfigMapIsEdited(Row row) {
    startSlowRun("");
    var more = new TreeMap<>(slowScripts());
    more.put("V3__more.sql", "CREATE TABLE more ();");

    row.strikes();
    scripts(more);
    letGo();
    await("the new scripts", status -> "3".equals(status.getStatus().desiredVersion()));
    row.seen(message());
    awaitReady("3");
    row.healed();

    assertThat(applied()).containsExactly("V1__orders.sql", SLOW, "V3__more.sql");
  }

  @Test
  @Disaster(
      value = "The resource is deleted and created again",
      done = "Both during a run: the pod of the old Job ends while that of the new Job starts.")
  void theResourceIsCreatedAgain(Row row) {
    startSlowRun("");

    row.strikes();
    kubectl("delete", "smig", NAME, "-n", namespace, "--wait=false");
    letGo();
    Await.until("it is gone", PATIENCE, () -> resource() == null);
    migration();
    awaitReady("2");
    row.seen(message());
    row.healed();

    assertAppliedOnce();
  }

  @Test
  @Disaster(
      value = "The namespace is deleted during a run",
      done = "The database is in another namespace and stays.")
  void theNamespaceIsDeleted(Row row) {
    moveToAnotherNamespace();
    startSlowRun("");

    row.strikes();
    client.namespaces().withName(namespace).delete();
    Await.until("no session is left", PATIENCE, () -> sessions().isEmpty());
    row.healed();
    row.seen("The run is cancelled and rolled back; the database keeps what was applied before.");

    assertThat(applied()).containsExactly("V1__orders.sql");
    assertThat(
            database.column(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'note'"))
        .isEmpty();
    Await.until(
        "the namespace is gone",
        PATIENCE,
        () -> client.namespaces().withName(namespace).get() == null);
  }

  private void awaitSecondAttempt(Row row) {
    Await.until("another attempt", PATIENCE.multipliedBy(3), () -> attempt() == 2);
    row.seen(message());
    letGo();
    awaitHealed(row);
  }
}
