package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What can be expected of trying again after a failure; it decides whether and how the operator
/// retries.
public enum FailureClass {
  /// A script ran and failed for a reason that can heal (lock timeout, deadlock, connection lost):
  /// retried with backoff, counted against `retry.maxAttempts`.
  @JsonProperty("transient")
  TRANSIENT,
  /// No script ran because something around the run is missing (Secret, network, authentication,
  /// quota): retried for ever at the longest backoff, never counted, because nothing else would
  /// wake the operator.
  @JsonProperty("environment")
  ENVIRONMENT,
  /// It fails again until somebody changes the scripts, the spec or the database: never retried.
  @JsonProperty("permanent")
  PERMANENT,
  /// The run was ended from outside (SIGTERM, drain, preemption, node loss) and rolled back:
  /// retried, never counted.
  @JsonProperty("interrupted")
  INTERRUPTED;

  /// The name in reports, history and metric labels.
  public String label() {
    return switch (this) {
      case TRANSIENT -> "transient";
      case ENVIRONMENT -> "environment";
      case PERMANENT -> "permanent";
      case INTERRUPTED -> "interrupted";
    };
  }
}
