package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What to do with a run that would leave the version window of a running pod.
public enum WorkloadPolicy {
  /// Hold the run until those pods are gone.
  @JsonProperty("Wait")
  WAIT,
  /// Start the run anyway.
  @JsonProperty("Ignore")
  IGNORE
}
