package dev.lockstep.engine;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A request from outside (SIGTERM) to stop a run soon. All waits of a run use this class, so that
/// a request ends them at once.
public final class StopSignal {
  private final CountDownLatch requested = new CountDownLatch(1);

  /// Requests the run to stop.
  public void request() {
    requested.countDown();
  }

  public boolean requested() {
    return requested.getCount() == 0;
  }

  /// Waits for the given time.
  ///
  /// @throws EngineException as soon as the run is to stop
  public void pause(Duration time) {
    try {
      if (requested.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw interrupted();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  /// Returns unless the run is to stop.
  ///
  /// @throws EngineException if the run is to stop
  public void check() {
    if (requested()) {
      throw interrupted();
    }
  }

  /// The same elements, each preceded by a check.
  <T> Iterator<T> checkedBefore(Iterator<T> elements) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return elements.hasNext();
      }

      @Override
      public T next() {
        check();
        return elements.next();
      }
    };
  }

  private static EngineException interrupted() {
    return new EngineException(
        FailureKind.INTERRUPTED,
        "the run was interrupted between two scripts; no script is partially applied",
        "Run it again; it continues where it stopped");
  }
}
