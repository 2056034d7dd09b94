package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How to handle a pending script that is older than an applied one.
public enum OutOfOrder {
  /// Refuse the run.
  @JsonProperty("Reject")
  REJECT,
  /// Apply the script.
  @JsonProperty("Apply")
  APPLY
}
