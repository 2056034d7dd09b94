package dev.lockstep.engine.postgres;

import java.time.Duration;

/// How long things may take.
///
/// @param connect how long to wait for a server that does not answer yet, also for one that went
///   away in mid-run
/// @param lock the scripts' `lock_timeout`; zero waits for ever
/// @param lockRetry for how long a script that was not given a lock is tried again within a run;
///   zero not at all
/// @param concurrentLock the `lock_timeout` of statements such as `CREATE INDEX CONCURRENTLY`,
///   which block nobody while they wait; zero waits for ever
/// @param statement the scripts' `statement_timeout`; zero waits for ever
/// @param advisoryLock how long to wait for another runner
public record PostgresTimeouts(
    Duration connect,
    Duration lock,
    Duration lockRetry,
    Duration concurrentLock,
    Duration statement,
    Duration advisoryLock) {}
