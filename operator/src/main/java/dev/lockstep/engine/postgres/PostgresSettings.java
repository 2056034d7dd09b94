package dev.lockstep.engine.postgres;

/// How to work in the database.
///
/// @param schema where the history is, and the head of the search path
/// @param runId who runs, for the history and for `application_name`
/// @param timeouts how long things may take
public record PostgresSettings(String schema, String runId, PostgresTimeouts timeouts) {}
