package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Whether verification reports objects that were changed outside Lockstep.
public enum Drift {
  /// List them in the status and emit an Event.
  @JsonProperty("Report")
  REPORT,
  /// Do not check for them.
  @JsonProperty("Ignore")
  IGNORE
}
