package dev.lockstep.api.v1alpha1.spec;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Whether verification reports objects that were changed outside Lockstep.
public enum Drift {
  /// The status and an Event name them.
  @JsonProperty("Report")
  REPORT,
  /// They are not looked for.
  @JsonProperty("Ignore")
  IGNORE
}
