package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// How to handle a pending script that is older than an applied one.
public enum OutOfOrder {
  /// The run is refused.
  @JsonProperty("Reject")
  REJECT,
  /// The script is applied.
  @JsonProperty("Apply")
  APPLY
}
