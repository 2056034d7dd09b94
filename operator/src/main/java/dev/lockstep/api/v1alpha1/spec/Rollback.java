package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How to handle a target below the recorded version.
public enum Rollback {
  /// Refuse the run.
  @JsonProperty("Forbid")
  FORBID,
  /// Undo the scripts that are newer than the target.
  @JsonProperty("Allow")
  ALLOW
}
