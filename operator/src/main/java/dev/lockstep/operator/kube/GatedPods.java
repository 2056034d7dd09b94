package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.RequirementsReading;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import java.util.Optional;
import java.util.Set;

/// Reads pods that opted in to gating.
public final class GatedPods {
  /// The label selector for these pods.
  public static final String SELECTOR = LockstepNames.GATED_LABEL + "=" + LockstepNames.GATED;

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private GatedPods() {}

  /// Returns whether the pod still has Lockstep's scheduling gate.
  public static boolean gated(Pod pod) {
    return pod.getSpec().getSchedulingGates().stream()
        .map(PodSchedulingGate::getName)
        .anyMatch(LockstepNames.SCHEMA_GATE::equals);
  }

  /// Returns whether the pod uses the database or may do so later. A pod that has ended does not.
  public static boolean live(Pod pod) {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return phase == null || !ENDED.contains(phase);
  }

  /// Returns the pod's requirements; empty if it has no annotation.
  public static Optional<RequirementsReading> requirements(Pod pod) {
    return Optional.ofNullable(
            pod.getMetadata().getAnnotations().get(LockstepNames.REQUIRES_ANNOTATION))
        .map(Requirements::parse);
  }

  /// Returns whether the pod's requirements may name a SchemaMigration. Cheaper than parsing them;
  /// only a negative answer is certain.
  public static boolean mentions(Pod pod, String migration) {
    String text = pod.getMetadata().getAnnotations().get(LockstepNames.REQUIRES_ANNOTATION);
    return text != null && text.contains(migration);
  }
}
