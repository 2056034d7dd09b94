package dev.lockstep.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a condition instead of for a time.
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private Await() {}

  /// Returns as soon as the condition holds.
  ///
  /// @throws AssertionError when it does not hold within the limit
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within %s: %s".formatted(limit, what));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
