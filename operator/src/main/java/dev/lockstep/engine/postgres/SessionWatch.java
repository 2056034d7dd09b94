package dev.lockstep.engine.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Looks after a script that runs for long: asks the lock session now and then whom the script
/// waits for, and ends the script when the lock session, and with it the run's right, is gone.
final class SessionWatch {
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofMillis(50);

  private final LockSession lockSession;
  private final PgConnection work;
  private final Duration interval;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("session-watch").unstarted(this::watch);
  private volatile boolean running;
  private volatile boolean closed;
  private volatile boolean lockLost;
  private volatile long since;
  private volatile @Nullable String blockers;

  SessionWatch(LockSession lockSession, PgConnection work, Duration lockTimeout) {
    this.lockSession = lockSession;
    this.work = work;
    this.interval = interval(lockTimeout);
    thread.start();
  }

  /// Often enough to see a blocker before the server gives up waiting for it.
  private static Duration interval(Duration lockTimeout) {
    if (lockTimeout.isZero()) {
      return LONGEST;
    }
    Duration third = lockTimeout.dividedBy(3);
    if (third.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return third.compareTo(LONGEST) > 0 ? LONGEST : third;
  }

  /// A script begins.
  void begin() {
    blockers = null;
    since = System.nanoTime();
    running = true;
  }

  /// The script has ended.
  ///
  /// @return whom it last waited for
  @Nullable String end() {
    running = false;
    return blockers;
  }

  /// Whether the lock session was found to be gone.
  boolean lockLost() {
    return lockLost;
  }

  /// Asks the server to end the statement that runs for a script, if one does.
  void cancel() {
    if (running) {
      try {
        work.cancelQuery();
      } catch (SQLException _) {
        // The connection is gone, and with it the statement.
      }
    }
  }

  void close() {
    closed = true;
    LockSupport.unpark(thread);
  }

  private void watch() {
    while (!closed) {
      LockSupport.parkNanos(interval.toNanos());
      if (!closed && running && System.nanoTime() - since >= interval.toNanos()) {
        look();
      }
    }
  }

  private void look() {
    try {
      String found = lockSession.blockersOf(work.getBackendPID());
      if (found != null) {
        blockers = found;
      }
    } catch (SQLException _) {
      lockLost = !closed;
      closed = true;
      cancel();
    }
  }
}
