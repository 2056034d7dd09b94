package dev.lockstep.engine;

import java.time.Duration;

/// The timeouts of a run.
///
/// @param connect how long to retry a server that does not answer, also during a run
/// @param lock the scripts' `lock_timeout`; zero for no limit
/// @param lockRetry how long to retry a script that could not acquire a lock within a run; zero for
///   no retries
/// @param concurrentLock the `lock_timeout` of statements such as `CREATE INDEX CONCURRENTLY`,
///   which do not block other sessions while they wait; zero for no limit
/// @param statement the scripts' `statement_timeout`; zero for no limit
/// @param advisoryLock how long to wait for another run
public record RunTimeouts(
    Duration connect,
    Duration lock,
    Duration lockRetry,
    Duration concurrentLock,
    Duration statement,
    Duration advisoryLock) {
  private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(10);
  private static final Duration LONGEST_ANSWER = Duration.ofMinutes(1);

  /// How long to wait for the reply to a trivial query before the server counts as lost: the
  /// connect timeout, within limits.
  public Duration answer() {
    if (connect.compareTo(SHORTEST_ANSWER) < 0) {
      return SHORTEST_ANSWER;
    }
    return connect.compareTo(LONGEST_ANSWER) > 0 ? LONGEST_ANSWER : connect;
  }
}
