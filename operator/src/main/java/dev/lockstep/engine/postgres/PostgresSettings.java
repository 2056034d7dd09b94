package dev.lockstep.engine.postgres;

import org.jspecify.annotations.Nullable;

/// How to work in the database.
///
/// @param schema where the history is, and the head of the search path
/// @param runId who runs, for the history and for `application_name`
/// @param retry the request that the run answers, for the audit; absent when it has another reason
/// @param timeouts how long things may take
public record PostgresSettings(
    String schema, String runId, @Nullable String retry, PostgresTimeouts timeouts) {
  /// Of a run that nobody asked for by a retry.
  public PostgresSettings(String schema, String runId, PostgresTimeouts timeouts) {
    this(schema, runId, null, timeouts);
  }
}
