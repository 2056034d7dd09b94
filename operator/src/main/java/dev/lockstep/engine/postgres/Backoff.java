package dev.lockstep.engine.postgres;

import dev.lockstep.engine.StopSignal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Jittered pauses before a script, or a statement that stands for itself, is tried again within a
/// run: for a bounded time when a lock was not given, else a bounded number of times.
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

  /// Whether another try is due after an error.
  boolean isDue(SQLException error) {
    return SqlFailures.has(error, SqlFailures.LOCK_NOT_AVAILABLE)
        ? lockMayCome()
        : conflicts++ < MOST;
  }

  /// Waits, when another try is due after an error.
  ///
  /// @return whether it is
  boolean pause(SQLException error) {
    boolean due = isDue(error);
    if (due) {
      pause();
    }
    return due;
  }

  /// Waits before the next try.
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

  /// What comes next has all its tries again.
  void reset() {
    pauses = 0;
    conflicts = 0;
    lockRefused = false;
  }
}
