package dev.lockstep.engine.postgres;

import java.time.Duration;

/// How to work in the database.
///
/// @param schema where the history is, and the head of the search path
/// @param runId who runs, for the history and for `application_name`
/// @param connect how long to wait for a server that does not answer yet
/// @param lock the scripts' `lock_timeout`; zero waits for ever
/// @param statement the scripts' `statement_timeout`; zero waits for ever
/// @param advisoryLock how long to wait for another runner
public record PostgresSettings(
    String schema,
    String runId,
    Duration connect,
    Duration lock,
    Duration statement,
    Duration advisoryLock) {}
