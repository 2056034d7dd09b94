package dev.lockstep.engine.postgres.session;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.time.Duration;

/// A wait for one of a schema's advisory locks. It polls, because a session that waits inside the
/// server blocks every `CREATE INDEX CONCURRENTLY`, reports the blocking sessions, and gives up
/// after its timeout.
public final class LockWait {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration FIRST = Duration.ofSeconds(1);

  private final LockSession session;
  private final long key;
  private final RunSettings settings;
  private final StopSignal stop;
  private final ProgressListener listener;
  private final long since = System.nanoTime();
  private Duration due = FIRST;

  LockWait(
      LockSession session,
      long key,
      RunSettings settings,
      StopSignal stop,
      ProgressListener listener) {
    this.session = session;
    this.key = key;
    this.settings = settings;
    this.stop = stop;
    this.listener = listener;
  }

  /// Waits until the next attempt.
  ///
  /// @throws EngineException if the timeout has passed, or the run is to stop
  public void pause() throws SQLException {
    var elapsed = Duration.ofNanos(System.nanoTime() - since);
    if (elapsed.compareTo(settings.timeouts().advisoryLock()) > 0) {
      throw tooLong(session.holdersOf(key));
    }
    if (elapsed.compareTo(due) >= 0) {
      due = elapsed.plus(listener.pause(elapsed));
      tell(elapsed, session.holdersOf(key));
    }
    stop.pause(POLL);
  }

  private void tell(Duration elapsed, Blockers holders) {
    if (!holders.isEmpty()) {
      listener.tell(
          "waiting for the run lock of schema %s, %s: held by %s"
              .formatted(
                  settings.schema(),
                  DurationText.format(Duration.ofSeconds(elapsed.toSeconds())),
                  holders.phrase()),
          holders.queries());
    }
  }

  /// The failure that names the session which holds the lock.
  private EngineException tooLong(Blockers holders) {
    return new EngineException(
        FailureKind.LOCK_HELD,
        "another run has held the run lock of schema %s for longer than %s: %s"
            .formatted(
                settings.schema(),
                DurationText.format(settings.timeouts().advisoryLock()),
                holders.isEmpty() ? "it has just ended" : holders.phrase()),
        "Wait for it, or terminate that session with pg_terminate_backend");
  }
}
