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
  /// Selects them.
  public static final String SELECTOR = LockstepNames.GATED_LABEL + "=" + LockstepNames.GATED;

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  private GatedPods() {}

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

  /// Whether what the pod needs may name a SchemaMigration. Cheaper than reading it, and right
  /// whenever it says no.
  public static boolean mentions(Pod pod, String migration) {
    String text = pod.getMetadata().getAnnotations().get(LockstepNames.REQUIRES_ANNOTATION);
    return text != null && text.contains(migration);
  }
}
