package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What becomes of a run that live pods hold back.
public enum WorkloadPolicy {
  /// It waits until they are gone.
  @JsonProperty("Wait")
  WAIT,
  /// It runs all the same.
  @JsonProperty("Ignore")
  IGNORE
}
