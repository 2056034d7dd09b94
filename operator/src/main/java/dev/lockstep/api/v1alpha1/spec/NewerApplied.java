package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How to handle applied scripts that are not in the set and are newer than all of its scripts.
public enum NewerApplied {
  /// Refuse the run.
  @JsonProperty("Reject")
  REJECT,
  /// Keep them, and count the set as applied.
  @JsonProperty("Accept")
  ACCEPT
}
