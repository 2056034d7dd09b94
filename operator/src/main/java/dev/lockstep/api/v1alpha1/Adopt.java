package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What becomes of the history of another tool in a database in which Lockstep has recorded
/// nothing.
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
