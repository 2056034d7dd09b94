package dev.lockstep.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for a condition instead of for a time.
public final class Await {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final Duration LONGEST = Duration.ofMillis(100);

  private Await() {}

  /// Returns as soon as the condition holds. What takes long is asked for less often, because each
  /// question has its price: a session of a database, a request to an API server.
  ///
  /// @throws AssertionError when it does not hold within the limit
  public static void until(String what, Duration limit, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      long passed = System.nanoTime() - start;
      if (passed > limit.toNanos()) {
        throw new AssertionError("not within %s: %s".formatted(limit, what));
      }
      LockSupport.parkNanos(Math.clamp(passed / 10, SHORTEST.toNanos(), LONGEST.toNanos()));
    }
  }
}
