package dev.lockstep.engine;

import org.jspecify.annotations.Nullable;

/// How to work in the database.
///
/// @param schema where the history is, and the head of the search path
/// @param runId who runs, for the history and for `application_name`
/// @param retry the request that the run answers, for the audit; absent when it has another reason
/// @param timeouts how long things may take
public record RunSettings(
    String schema, String runId, @Nullable String retry, RunTimeouts timeouts) {
  /// For a run without a retry request.
  public RunSettings(String schema, String runId, RunTimeouts timeouts) {
    this(schema, runId, null, timeouts);
  }
}
