package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.session.SqlFailures;
import java.sql.SQLException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Jittered pauses before a script, or a separate statement, is retried within a run: for a bounded
/// time after a lock timeout, otherwise a bounded number of times.
final class Backoff {
  private static final int MOST = 3;
  private static final int MOST_DOUBLINGS = 4;
  private static final Duration FIRST = Duration.ofMillis(200);

  private final StopSignal stop;
  private final Duration lockRetry;
  private int pauses;
  private int conflicts;
  private long lockEnd;
  private boolean lockRefused;

  Backoff(StopSignal stop, Duration lockRetry) {
    this.stop = stop;
    this.lockRetry = lockRetry;
  }

  /// Whether to retry after an error.
  boolean isDue(SQLException error) {
    return SqlFailures.has(error, SqlFailures.LOCK_NOT_AVAILABLE)
        ? lockMayCome()
        : conflicts++ < MOST;
  }

  /// Waits before the next attempt.
  void pause() {
    long longest = FIRST.toMillis() << Math.min(pauses, MOST_DOUBLINGS);
    pauses++;
    stop.pause(Duration.ofMillis(RandomGenerator.getDefault().nextLong(longest / 2, longest + 1)));
  }

  private boolean lockMayCome() {
    long now = System.nanoTime();
    if (!lockRefused) {
      lockRefused = true;
      lockEnd = now + lockRetry.toNanos();
    }
    return now - lockEnd < 0;
  }

  /// Resets the number of attempts and the time limit.
  void reset() {
    pauses = 0;
    conflicts = 0;
    lockRefused = false;
  }
}
