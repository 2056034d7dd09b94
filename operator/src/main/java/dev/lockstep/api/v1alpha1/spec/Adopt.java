package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How to handle the history of another tool in a database without a Lockstep history.
public enum Adopt {
  /// Refuse the run.
  @JsonProperty("Reject")
  REJECT,
  /// Adopt the history.
  @JsonProperty("Auto")
  AUTO,
  /// Ignore the history and run all scripts.
  @JsonProperty("Ignore")
  IGNORE
}
