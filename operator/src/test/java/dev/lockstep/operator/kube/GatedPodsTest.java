package dev.lockstep.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.RequirementsReading;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatedPodsTest {
  private static final String POD =
      """
      metadata:
        name: orders-1
        namespace: shop
        uid: u-1
        resourceVersion: '7'
        creationTimestamp: '2026-01-01T12:00:00Z'
        deletionTimestamp: '2026-01-01T12:30:00Z'
        labels: {lockstep.dev/gated: 'true', pod-template-hash: abc}
        annotations: {lockstep.dev/requires: orders >=7}
        ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: orders-abc, uid: r, controller: true}]
        managedFields: [{manager: kubectl}]
      spec:
        schedulingGates: [{name: other.example.com/gate}, {name: lockstep.dev/schema}]
        containers: [{name: app, image: app, env: [{name: PASSWORD, value: secret}]}]
        volumes: [{name: data, emptyDir: {}}]
      status: {phase: Pending, hostIP: 10.0.0.1}
      """;

  @Test
  void findsOurGate() {
    assertThat(GatedPods.gated(pod(POD))).isTrue();
    assertThat(GatedPods.live(pod(POD))).isTrue();
  }

  @Test
  void aPodWithoutAStatusIsLive() {
    Pod pod = pod(POD);
    pod.setStatus(null);

    assertThat(GatedPods.live(pod)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "Pending, true",
    "Running, true",
    "Unknown, true",
    "Succeeded, false",
    "Failed, false"
  })
  void aPodThatEndedIsNotLive(String phase, boolean live) {
    assertThat(GatedPods.live(pod(POD.replace("phase: Pending", "phase: " + phase))))
        .isEqualTo(live);
  }

  @Test
  void anotherGateIsNotOurs() {
    assertThat(GatedPods.gated(pod(POD.replace(", {name: lockstep.dev/schema}", "")))).isFalse();
    assertThat(GatedPods.gated(pod("{metadata: {name: x}, spec: {}}"))).isFalse();
  }

  @Test
  void readsWhatThePodNeeds() {
    assertThat(GatedPods.requirements(pod(POD)))
        .hasValue(Requirements.parse("orders >=7"))
        .get()
        .isInstanceOf(Requirements.class);
    assertThat(GatedPods.requirements(pod(POD.replace("orders >=7", "orders 7"))))
        .get()
        .isInstanceOf(RequirementsReading.Mistake.class);
    assertThat(GatedPods.requirements(pod("{metadata: {name: x}, spec: {}}"))).isEmpty();
  }

  private static Pod pod(String yaml) {
    return Serialization.unmarshal("---\n" + yaml, Pod.class);
  }
}
