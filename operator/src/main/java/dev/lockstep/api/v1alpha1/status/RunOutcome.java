package dev.lockstep.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How an attempt ended.
public enum RunOutcome {
  /// It reached what it was to reach.
  @JsonProperty("Succeeded")
  SUCCEEDED,
  /// It failed; the failure says why.
  @JsonProperty("Failed")
  FAILED,
  /// It was ended from outside and rolled back.
  @JsonProperty("Interrupted")
  INTERRUPTED
}
