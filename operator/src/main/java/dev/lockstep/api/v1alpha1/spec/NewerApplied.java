package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How applied scripts that are not in the set, and newer than all of it, are handled.
public enum NewerApplied {
  /// The run is refused.
  @JsonProperty("Reject")
  REJECT,
  /// They stay, and the set counts as applied.
  @JsonProperty("Accept")
  ACCEPT
}
