package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The gate is put on pods that ask for it, where the API server serves MutatingAdmissionPolicy;
/// elsewhere pods stay as they are written.
@KubernetesTest
@SuppressWarnings("NullAway.Init")
final class GateInjectionIT {
  private static final String OTHER = "example.com/other";
  private static final Map<String, String> OPTED_IN =
      Map.of(LockstepNames.GATED_LABEL, LockstepNames.GATED);
  private static final Map<String, String> REQUIRES =
      Map.of(LockstepNames.REQUIRES_ANNOTATION, "orders >=7");

  private static PolicyScene scene;

  @BeforeAll
  static void install(KubeCluster cluster) {
    scene = PolicyScene.install(cluster);
  }

  @AfterAll
  static void remove() {
    scene.close();
  }

  @Test
  void aPodWithTheLabelGetsTheGate() {
    assertThat(gates(tried(pod().build()))).isEqualTo(injected());
  }

  // O16
  @ParameterizedTest
  @ValueSource(strings = {"a-labels", "z-labels"})
  void aPodThatGetsTheLabelFromAnotherPolicyGetsTheGate(String name, KubeCluster cluster) {
    String namespace = pod().build().getMetadata().getNamespace();
    String served = cluster.mutatingAdmissionVersion().orElse("");
    if (served.isEmpty()) {
      return;
    }
    String policy =
        """
        apiVersion: admissionregistration.k8s.io/%1$s
        kind: MutatingAdmissionPolicy
        metadata: {name: %2$s}
        spec:
          matchConstraints:
            namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %3$s}}
            resourceRules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
          reinvocationPolicy: IfNeeded
          mutations:
            - patchType: ApplyConfiguration
              applyConfiguration:
                expression: 'Object{metadata: Object.metadata{labels: {"lockstep.dev/gated": "true"}, annotations: {"lockstep.dev/requires": "orders >=1"}}}'
        ---
        apiVersion: admissionregistration.k8s.io/%1$s
        kind: MutatingAdmissionPolicyBinding
        metadata: {name: %2$s}
        spec: {policyName: %2$s}
        """
            .formatted(served, name, namespace);
    cluster.kubectl().runWithInput(policy, "apply", "-f", "-").orThrow();
    try {
      Pod unlabelled =
          pod().editMetadata().withLabels(null).withAnnotations(null).endMetadata().build();
      Await.until(
          "the other policy is in force",
          Duration.ofSeconds(60),
          () ->
              tried(unlabelled).getMetadata().getLabels() != null
                  && tried(unlabelled)
                      .getMetadata()
                      .getLabels()
                      .containsKey(LockstepNames.GATED_LABEL));

      assertThat(gates(tried(unlabelled))).containsExactly(LockstepNames.SCHEMA_GATE);
    } finally {
      cluster.kubectl().runWithInput(policy, "delete", "-f", "-").orThrow();
    }
  }

  @Test
  void theGateIsNotDoubledAndOtherGatesStay() {
    Pod written =
        pod()
            .editSpec()
            .withSchedulingGates(gate(OTHER), gate(LockstepNames.SCHEMA_GATE))
            .endSpec()
            .build();
    Pod missing = pod().editSpec().withSchedulingGates(gate(OTHER)).endSpec().build();

    assertThat(gates(tried(written))).containsExactlyInAnyOrder(OTHER, LockstepNames.SCHEMA_GATE);
    assertThat(gates(tried(missing)))
        .contains(OTHER)
        .containsAll(injected())
        .hasSize(1 + injected().size());
  }

  @Test
  void aPodWithoutTheLabelIsLeftAlone() {
    Pod unlabelled =
        pod().editMetadata().withLabels(null).withAnnotations(null).endMetadata().build();
    Pod optedOut =
        pod()
            .editMetadata()
            .withLabels(Map.of(LockstepNames.GATED_LABEL, "false"))
            .withAnnotations(null)
            .endMetadata()
            .build();

    assertThat(gates(tried(unlabelled))).isEmpty();
    assertThat(gates(tried(optedOut))).isEmpty();
  }

  @Test
  void aPodWithANodeIsLeftAlone() {
    Pod bound = pod().editSpec().withNodeName("some-node").endSpec().build();

    assertThat(gates(tried(bound))).isEmpty();
  }

  @Test
  void aPodOfAnotherNamespaceIsLeftAlone() {
    assertThat(gates(PolicyScene.tried(scene.outside(), pod().build()))).isEmpty();
  }

  /// Nothing can be known of what it needs, so it is held; the operator says so in an Event.
  @Test
  void aControllersPodThatDoesNotSayWhatItNeedsGetsTheGate() {
    Pod pod = pod().editMetadata().withAnnotations(null).endMetadata().build();

    assertThat(gates(tried(PolicyScene.ownedBy(scene.owner(), pod)))).isEqualTo(injected());
  }

  @Test
  void aPodThatIsThereIsLeftAlone() {
    Pod pod =
        pod()
            .editMetadata()
            .withName("old")
            .withLabels(Map.of("app", "old"))
            .withAnnotations(null)
            .endMetadata()
            .build();
    scene.client().resource(pod).create();

    Pod labelled =
        scene
            .client()
            .pods()
            .withName("old")
            .patch(
                "{\"metadata\":{\"labels\":{\"%s\":\"true\"}}}"
                    .formatted(LockstepNames.GATED_LABEL));

    assertThat(labelled.getMetadata().getLabels()).containsKey(LockstepNames.GATED_LABEL);
    assertThat(gates(labelled)).isEmpty();
  }

  @Test
  void thePodsOfAReplicaSetGetIt() {
    var template = pod().editMetadata().withName(null).addToLabels("app", "web").endMetadata();
    scene
        .client()
        .resource(
            new ReplicaSetBuilder()
                .withNewMetadata()
                .withName("web")
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withMetadata(template.buildMetadata())
                .withSpec(template.buildSpec())
                .endTemplate()
                .endSpec()
                .build())
        .create();

    Await.until("a pod of web", Duration.ofSeconds(60), () -> !pods().isEmpty());
    assertThat(gates(pods().getFirst())).isEqualTo(injected());
  }

  private static List<Pod> pods() {
    return scene
        .client()
        .pods()
        .withLabel("app", "web")
        .withLabel(LockstepNames.GATED_LABEL)
        .list()
        .getItems()
        .stream()
        .filter(pod -> !pod.getMetadata().getOwnerReferences().isEmpty())
        .toList();
  }

  private static List<String> injected() {
    return scene.injects() ? List.of(LockstepNames.SCHEMA_GATE) : List.of();
  }

  private static Pod tried(Pod pod) {
    return PolicyScene.tried(scene.client(), pod);
  }

  private static List<String> gates(Pod pod) {
    return pod.getSpec().getSchedulingGates().stream().map(PodSchedulingGate::getName).toList();
  }

  private static PodSchedulingGate gate(String name) {
    return new PodSchedulingGate(name);
  }

  private static PodBuilder pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("web")
        .withLabels(OPTED_IN)
        .withAnnotations(REQUIRES)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("web")
        .withImage("registry.test/web")
        .endContainer()
        .endSpec();
  }
}
