package dev.lockstep.operator.migration.observation;

import dev.lockstep.operator.kube.GatedPods;
import dev.lockstep.operator.kube.Timestamps;
import dev.lockstep.operator.migration.decision.Workload;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.Requirements.Requirement;
import dev.lockstep.schema.RequirementsReading;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the version windows of live pods. Pods that have ended do not count; gated pods and pods
/// that are being deleted do.
final class WorkloadReader {
  /// The labels with the hash of the pod template, and the kind that creates one ReplicaSet per
  /// template: a Deployment, or a Rollout of Argo Rollouts.
  private static final Map<String, String> TEMPLATE_HASHES =
      Map.of("pod-template-hash", "Deployment", "rollouts-pod-template-hash", "Rollout");

  private WorkloadReader() {}

  /// Returns the live pods that require a window of a resource.
  static List<Workload> naming(String resource, Stream<Pod> pods) {
    return pods.filter(GatedPods::live)
        .map(pod -> workload(resource, pod))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Workload> workload(String resource, Pod pod) {
    return GatedPods.requirements(pod)
        .flatMap(
            requirements ->
                switch (requirements) {
                  case Requirements(List<Requirement> all) ->
                      all.stream()
                          .filter(one -> one.name().equals(resource))
                          .findFirst()
                          .flatMap(Requirement::window)
                          .map(
                              window ->
                                  new Workload(
                                      pod.getMetadata().getName(),
                                      owner(pod),
                                      stage(pod),
                                      window,
                                      Timestamps.parse(pod.getMetadata().getCreationTimestamp())
                                          .orElse(Instant.EPOCH)));
                  case RequirementsReading.Mistake _ -> Optional.empty();
                });
  }

  private static Workload.Stage stage(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return Workload.Stage.TERMINATING;
    }
    return GatedPods.gated(pod) ? Workload.Stage.GATED : Workload.Stage.LIVE;
  }

  /// Returns the workload that a pod belongs to. The name of a Deployment's or Rollout's ReplicaSet
  /// ends with the hash of the pod template, which the pod has as a label, so the ReplicaSet need
  /// not be read.
  private static String owner(Pod pod) {
    Optional<OwnerReference> controller =
        pod.getMetadata().getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .findFirst();
    if (controller.isEmpty()) {
      return "Pod/" + pod.getMetadata().getName();
    }
    String kind = controller.get().getKind();
    String name = controller.get().getName();
    return TEMPLATE_HASHES.entrySet().stream()
        .filter(_ -> kind.equals("ReplicaSet"))
        .map(hash -> above(hash.getValue(), name, pod.getMetadata().getLabels().get(hash.getKey())))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(kind + "/" + name);
  }

  private static Optional<String> above(String kind, String name, @Nullable String hash) {
    return hash != null && !hash.isEmpty() && name.endsWith("-" + hash)
        ? Optional.of(kind + "/" + name.substring(0, name.length() - hash.length() - 1))
        : Optional.empty();
  }
}
