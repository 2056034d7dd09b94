package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What becomes of objects that other hands have changed.
public enum Drift {
  /// The status and an Event name them.
  @JsonProperty("Report")
  REPORT,
  /// They are not looked for.
  @JsonProperty("Ignore")
  IGNORE
}
