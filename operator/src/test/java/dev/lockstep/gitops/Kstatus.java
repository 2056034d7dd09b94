package dev.lockstep.gitops;

import com.fasterxml.jackson.databind.JsonNode;

/// What kstatus makes of a resource of a kind that it does not know, by its generic rules: the look
/// of Flux, of `helm --wait` in Helm 4, and of kubectl's own `wait` for conditions.
///
/// The rules are those of `checkGenericProperties` and `checkReadyCondition` in
/// sigs.k8s.io/cli-utils/pkg/kstatus/status, which fluxcd/cli-utils has unchanged.
public enum Kstatus {
  /// It is as it is meant to be.
  CURRENT,
  /// It is on the way.
  IN_PROGRESS,
  /// It does not get there by itself.
  FAILED;

  /// Looks at a resource as the API server serves it.
  public static Kstatus of(JsonNode resource) {
    JsonNode observed = resource.at("/status/observedGeneration");
    if (!observed.isMissingNode()
        && observed.asLong() != resource.at("/metadata/generation").asLong()) {
      return IN_PROGRESS;
    }
    if (is(resource, "Reconciling", "True")) {
      return IN_PROGRESS;
    }
    if (is(resource, "Stalled", "True")) {
      return FAILED;
    }
    return is(resource, "Ready", "False") || is(resource, "Ready", "Unknown")
        ? IN_PROGRESS
        : CURRENT;
  }

  private static boolean is(JsonNode resource, String type, String status) {
    for (JsonNode condition : resource.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText().equals(status);
      }
    }
    return false;
  }
}
