package dev.lockstep.engine;

import org.jspecify.annotations.Nullable;

/// The settings of a run in its database.
///
/// @param schema the schema of the history, which is first in the search path
/// @param runId the id of the run, for the history and for `application_name`
/// @param retry the retry request that caused the run, for the audit; null if there is none
/// @param timeouts the timeouts of the run
public record RunSettings(
    String schema, String runId, @Nullable String retry, RunTimeouts timeouts) {
  /// Settings of a run without a retry request.
  public RunSettings(String schema, String runId, RunTimeouts timeouts) {
    this(schema, runId, null, timeouts);
  }
}
