package dev.lockstep.operator.migration;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// A call to the API server that may take long, such as one that a hanging webhook delays.
final class SlowCall {
  /// The time after which a call is reported as slow.
  private static final Duration SOON = Duration.ofSeconds(1);

  private SlowCall() {}

  /// Makes a call.
  ///
  /// @param overdue runs once if the call takes long, before it ends
  static <T> T of(Supplier<T> call, Runnable overdue) {
    var task = new FutureTask<>(call::get);
    Thread.ofVirtual().name("slow-call").start(task);
    try {
      try {
        return task.get(SOON.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        overdue.run();
        return task.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the operator ends", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
