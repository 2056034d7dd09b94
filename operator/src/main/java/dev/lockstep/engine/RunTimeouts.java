package dev.lockstep.engine;

import java.time.Duration;

/// The time limits of a run.
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
public record RunTimeouts(
    Duration connect,
    Duration lock,
    Duration lockRetry,
    Duration concurrentLock,
    Duration statement,
    Duration advisoryLock) {
  private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(10);
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);

  /// How long a server may take to answer a question that costs it nothing, before it counts as
  /// gone: as long as it may take to connect, within bounds.
  public Duration answer() {
    if (connect.compareTo(SHORTEST_ANSWER) < 0) {
      return SHORTEST_ANSWER;
    }
    return connect.compareTo(LONGEST_ANSWER) > 0 ? LONGEST_ANSWER : connect;
  }
}
