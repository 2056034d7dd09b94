package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.RequirementsReading;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.util.Optional;
import java.util.Set;

/// Reads pods that opted in to gating.
public final class GatedPods {
  /// Selects them.
  public static final String SELECTOR = LockstepNames.GATED_LABEL + "=" + LockstepNames.GATED;

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private GatedPods() {}

  /// What the caches keep of a pod: neither its containers nor its status but the phase.
  public static Pod slim(Pod full) {
    ObjectMeta metadata = full.getMetadata();
    return new PodBuilder()
        .withNewMetadata()
        .withName(metadata.getName())
        .withNamespace(metadata.getNamespace())
        .withUid(metadata.getUid())
        .withResourceVersion(metadata.getResourceVersion())
        .withCreationTimestamp(metadata.getCreationTimestamp())
        .withDeletionTimestamp(metadata.getDeletionTimestamp())
        .withLabels(metadata.getLabels())
        .withAnnotations(metadata.getAnnotations())
        .withOwnerReferences(metadata.getOwnerReferences())
        .endMetadata()
        .withNewSpec()
        .withSchedulingGates(full.getSpec().getSchedulingGates())
        .endSpec()
        .withNewStatus()
        .withPhase(full.getStatus() == null ? null : full.getStatus().getPhase())
        .endStatus()
        .build();
  }

  /// Whether our gate still holds the pod.
  public static boolean gated(Pod pod) {
    return pod.getSpec().getSchedulingGates().stream()
        .map(PodSchedulingGate::getName)
        .anyMatch(LockstepNames.SCHEMA_GATE::equals);
  }

  /// Whether the pod is or may become a reader of the database: one that ended is not.
  public static boolean live(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return phase == null || !ENDED.contains(phase);
  }

  /// What the pod needs, absent where it does not say.
  public static Optional<RequirementsReading> requirements(Pod pod) {
    return Optional.ofNullable(
            pod.getMetadata().getAnnotations().get(LockstepNames.REQUIRES_ANNOTATION))
        .map(Requirements::parse);
  }
}
