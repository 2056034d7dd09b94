package dev.lockstep.engine.postgres;

import dev.lockstep.engine.StopSignal;
import java.time.Duration;
import java.util.random.RandomGenerator;

/// Jittered pauses before a script is tried again within a run, a bounded number of them.
final class Backoff {
  private static final int MOST = 3;
  private static final Duration FIRST = Duration.ofMillis(200);

  private final StopSignal stop;
  private int used;

  Backoff(StopSignal stop) {
    this.stop = stop;
  }

  /// Waits, when another try is due.
  ///
  /// @return whether it is
  boolean pause() {
    if (used == MOST) {
      return false;
    }
    Duration longest = FIRST.multipliedBy(1L << used);
    used++;
    stop.pause(
        Duration.ofMillis(
            RandomGenerator.getDefault().nextLong(longest.toMillis() / 2, longest.toMillis())));
    return true;
  }

  /// The next script has all its tries again.
  void reset() {
    used = 0;
  }
}
