package dev.lockstep.chart;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Finds out, by pods that are never stored, whether the API server heeds the chart's admission
/// policies in a namespace.
public final class PolicyProbe {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final KubeCluster cluster;
  private final String namespace;

  public PolicyProbe(KubeCluster cluster, String namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  /// Waits until workloads are checked and, where the API server can, the gate is injected.
  public void awaitInForce() {
    Await.until("workloads are checked", LIMIT, () -> !accepts("orders >>7"));
    if (cluster.mutatingAdmissionVersion().isPresent()) {
      Await.until(
          "the gate is injected",
          LIMIT,
          () -> gates("orders").equals(List.of(LockstepNames.SCHEMA_GATE)));
    }
  }

  /// Waits until neither happens.
  public void awaitGone() {
    Await.until("workloads are not checked", LIMIT, () -> accepts("orders >>7"));
    Await.until("the gate is not injected", LIMIT, () -> gates("orders").isEmpty());
  }

  /// Waits until the operator's account may not change a pod.
  ///
  /// @param account a client of it
  /// @param pod the name of a pod that is there
  public void awaitRestricted(KubernetesClient account, String pod) {
    Await.until(
        "the operator's account is restricted",
        LIMIT,
        () -> {
          try {
            account
                .pods()
                .inNamespace(namespace)
                .withName(pod)
                .patch(
                    new PatchContext.Builder()
                        .withPatchType(PatchType.STRATEGIC_MERGE)
                        .withDryRun(List.of("All"))
                        .build(),
                    "{\"metadata\":{\"labels\":{\"probe\":\"true\"}}}");
            return false;
          } catch (KubernetesClientException e) {
            return refused(e);
          }
        });
  }

  private boolean accepts(String requires) {
    try {
      gates(requires);
      return true;
    } catch (KubernetesClientException e) {
      if (refused(e)) {
        return false;
      }
      throw e;
    }
  }

  private List<String> gates(String requires) {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("probe")
            .withNamespace(namespace)
            .withLabels(Map.of(LockstepNames.GATED_LABEL, LockstepNames.GATED))
            .withAnnotations(Map.of(LockstepNames.REQUIRES_ANNOTATION, requires))
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("probe")
            .withImage("registry.test/probe")
            .endContainer()
            .endSpec()
            .build();
    return cluster.client().resource(pod).dryRun().create().getSpec().getSchedulingGates().stream()
        .map(PodSchedulingGate::getName)
        .toList();
  }

  private static boolean refused(KubernetesClientException e) {
    return String.valueOf(e.getMessage()).contains("ValidatingAdmissionPolicy");
  }
}
