package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How to handle the history of another tool in a database in which Lockstep has recorded nothing.
public enum Adopt {
  /// The run is refused.
  @JsonProperty("Reject")
  REJECT,
  /// It is taken over.
  @JsonProperty("Auto")
  AUTO,
  /// It counts for nothing, and all scripts run.
  @JsonProperty("Ignore")
  IGNORE
}
