package dev.lockstep.operator.migration.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.migration.decision.Workload;
import dev.lockstep.operator.migration.decision.Workload.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WorkloadReaderTest {
  private static final String METADATA =
      "name: orders-abc-1, annotations: {lockstep.dev/requires: 'billing >=1, orders >=7 <9'}";

  @Test
  void readsTheWindowOnTheResourceInQuestion() {
    assertThat(naming("orders", pod(METADATA, "", "Running")))
        .singleElement()
        .satisfies(
            workload -> {
              assertThat(workload.pod()).isEqualTo("orders-abc-1");
              assertThat(workload.window()).hasToString(">=7 <9");
              assertThat(workload.stage()).isEqualTo(Stage.LIVE);
              assertThat(workload.owner()).isEqualTo("Pod/orders-abc-1");
            });
    assertThat(naming("billing", pod(METADATA, "", "Running"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"shipping >=7", "orders", "orders 7", "", "orders >=9 <7"})
  void aPodWithoutAReadableWindowOnTheResourceDoesNotCount(String requires) {
    String metadata = "name: x, annotations: {lockstep.dev/requires: '%s'}".formatted(requires);

    assertThat(naming("orders", pod(metadata, "", "Running"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Pending, '', LIVE",
    "Running, '', LIVE",
    "Pending, '{name: lockstep.dev/schema}', GATED",
    "Pending, '{name: other.example.com/gate}', LIVE"
  })
  void tellsHowFarAPodIs(String phase, String gate, Stage stage) {
    assertThat(naming("orders", pod(METADATA, gate, phase)))
        .extracting(Workload::stage)
        .containsExactly(stage);
  }

  @Test
  void aPodThatIsBeingDeletedStillCountsAsTerminating() {
    String metadata = METADATA + ", deletionTimestamp: '2026-01-01T12:00:00Z'";

    assertThat(naming("orders", pod(metadata, "{name: lockstep.dev/schema}", "Running")))
        .extracting(Workload::stage)
        .containsExactly(Stage.TERMINATING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void aPodThatEndedDoesNotCount(String phase) {
    assertThat(naming("orders", pod(METADATA, "", phase))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ReplicaSet, orders-abc, Deployment/orders",
    "ReplicaSet, orders, ReplicaSet/orders",
    "StatefulSet, orders, StatefulSet/orders",
    "Job, orders-abc, Job/orders-abc"
  })
  void namesTheWorkloadThatAPodBelongsTo(String kind, String name, String owner) {
    String metadata =
        METADATA
            + ", labels: {pod-template-hash: abc}, ownerReferences: [{kind: Node, name: n, uid: n}, {kind: %s, name: %s, uid: r, controller: true}]"
                .formatted(kind, name);

    assertThat(naming("orders", pod(metadata, "", "Running")))
        .extracting(Workload::owner)
        .containsExactly(owner);
  }

  // O13
  @ParameterizedTest
  @CsvSource({
    "web-5f7d, 5f7d, Rollout/web",
    "web-8c9e, 5f7d, ReplicaSet/web-8c9e",
    "web, '', ReplicaSet/web"
  })
  void aRolloutHasItsReplicaSetsInCommon(String name, String hash, String owner) {
    String metadata =
        METADATA
            + ", labels: {rollouts-pod-template-hash: '%s'}, ownerReferences: [{kind: ReplicaSet, name: %s, uid: r, controller: true}]"
                .formatted(hash, name);

    assertThat(naming("orders", pod(metadata, "", "Running")))
        .extracting(Workload::owner)
        .containsExactly(owner);
  }

  private static List<Workload> naming(String resource, Pod... pods) {
    return WorkloadReader.naming(resource, Stream.of(pods));
  }

  private static Pod pod(String metadata, String gate, String phase) {
    return Serialization.unmarshal(
        "---\n{metadata: {%s}, spec: {schedulingGates: [%s]}, status: {phase: %s}}"
            .formatted(metadata, gate, phase),
        Pod.class);
  }
}
