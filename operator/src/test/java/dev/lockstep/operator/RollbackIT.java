package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Targets below the recorded version.
final class RollbackIT extends OperatorScenario {
  private static final Map<String, String> ONE =
      Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);");
  private static final Map<String, String> TWO =
      Map.of(
          "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);",
          "V2__note.sql", "ALTER TABLE orders ADD note text;",
          "U2__note.sql", "ALTER TABLE orders DROP note;");

  @Test
  void isRefusedWithWhatItWouldUndoAndUndoneWhereThatIsAllowed() {
    secret();
    scripts(TWO);
    migration();
    awaitReady("2");

    migration("target: 1");
    awaitReason("TargetBelowRecorded");
    assertThat(message()).contains("A rollback would undo V2__note.sql", "rollback: Allow");
    scripts(ONE);
    migration("target: 1\nrollback: Allow");

    awaitReady("1");
    assertThat(columns()).isEqualTo("1");
    assertThat(
            database.value(
                "SELECT status FROM migration_history WHERE migration_name = 'V2__note.sql'"))
        .isEqualTo("rollback");

    scripts(TWO);
    migration();
    awaitReady("2");
    assertThat(columns()).isEqualTo("2");
  }

  @Test
  void waitsForRunningPodsThatNeedWhatItWouldTakeAway() {
    secret();
    scripts(TWO);
    migration();
    awaitReady("2");
    apply(
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: %s
          labels: {lockstep.dev/gated: "true"}
          annotations: {lockstep.dev/requires: "orders >=2"}
        spec:
          terminationGracePeriodSeconds: 0
          schedulingGates: [{name: lockstep.dev/schema}]
          containers: [{name: web, image: registry.test/web}]
        """
            .formatted(namespace));
    Await.until("the pod runs", PATIENCE, this::podRuns);

    migration("target: 1\nrollback: Allow");
    awaitReason("WaitingForWorkloads");
    assertThat(message()).contains("The rollback to version 1 waits", "Pod/web");
    assertThat(columns()).isEqualTo("2");
    client.pods().inNamespace(namespace).withName("web").delete();

    awaitReady("1");
    assertThat(columns()).isEqualTo("1");
  }

  private boolean podRuns() {
    Pod pod = client.pods().inNamespace(namespace).withName("web").get();
    return pod != null && "Running".equals(pod.getStatus().getPhase());
  }

  private String columns() {
    return String.valueOf(
        database.value(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'orders'"));
  }
}
