package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What to do with a run that running pods hold back.
public enum WorkloadPolicy {
  /// It waits until they are gone.
  @JsonProperty("Wait")
  WAIT,
  /// It runs all the same.
  @JsonProperty("Ignore")
  IGNORE
}
