package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How to handle a target below the recorded version.
public enum Rollback {
  /// The run is refused.
  @JsonProperty("Forbid")
  FORBID,
  /// What is newer than the target is undone.
  @JsonProperty("Allow")
  ALLOW
}
