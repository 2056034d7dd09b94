package dev.lockstep.api.v1alpha1.status;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The outcome of an attempt.
public enum RunOutcome {
  /// The attempt reached its target.
  @JsonProperty("Succeeded")
  SUCCEEDED,
  /// The attempt failed, for the reason in `failure`.
  @JsonProperty("Failed")
  FAILED,
  /// The attempt was stopped from outside and rolled back.
  @JsonProperty("Interrupted")
  INTERRUPTED
}
