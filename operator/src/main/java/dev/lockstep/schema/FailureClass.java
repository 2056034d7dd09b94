package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Whether a retry can help after a failure. The class decides whether and how the operator
/// retries.
public enum FailureClass {
  /// A script ran and failed with a transient error (lock timeout, deadlock, connection lost):
  /// retried with backoff, counted against `retry.maxAttempts`.
  @JsonProperty("transient")
  TRANSIENT,
  /// No script ran because something around the run is missing (Secret, network, authentication,
  /// quota): retried indefinitely at the longest backoff and never counted, because nothing else
  /// would wake the operator.
  @JsonProperty("environment")
  ENVIRONMENT,
  /// The run fails again until the scripts, the spec or the database are changed: never retried.
  @JsonProperty("permanent")
  PERMANENT,
  /// The run was stopped from outside (SIGTERM, drain, preemption, node loss) and rolled back:
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
