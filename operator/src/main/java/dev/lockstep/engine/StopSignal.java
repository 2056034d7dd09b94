package dev.lockstep.engine;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A request from outside (SIGTERM) to stop a run soon. All waits of a run happen here, so that
/// they end at once.
public final class StopSignal {
  private final CountDownLatch requested = new CountDownLatch(1);

  /// Asks the run to end.
  public void request() {
    requested.countDown();
  }

  public boolean requested() {
    return requested.getCount() == 0;
  }

  /// Waits that long, or until the run is to end.
  ///
  /// @throws EngineException when the run is to end
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

  /// Goes on unless the run is to end.
  ///
  /// @throws EngineException when the run is to end
  public void check() {
    if (requested()) {
      throw interrupted();
    }
  }

  private static EngineException interrupted() {
    return new EngineException(
        FailureKind.INTERRUPTED,
        "the run was interrupted between two scripts; no script is partially applied",
        "Run it again; it continues where it stopped");
  }
}
