package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.postgres.session.Blockers;
import dev.lockstep.engine.postgres.session.LockSession;
import dev.lockstep.engine.postgres.session.StatementProgress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Monitors a long-running script: periodically queries the lock session for the sessions that
/// block the script and for its progress, reports both, and cancels the script if the lock session,
/// and with it the run lock, is lost or no longer responds.
final class SessionWatch {
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofMillis(50);

  /// The time within which a reachable server cancels a statement, with a large margin.
  private static final Duration CANCELLATION = Duration.ofSeconds(5);

  /// The pause between two requests, in which the server ends more than one statement of ours: two
  /// of them must not be hit in a row.
  private static final Duration AGAIN = Duration.ofMillis(500);

  private final LockSession lockSession;
  private final PgConnection work;
  private final Duration interval;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("session-watch").unstarted(this::watch);
  private final long workKey;
  private final ProgressListener listener;
  private final SentStatements position = new SentStatements();
  private volatile boolean closed;
  private volatile boolean lockLost;
  private volatile @Nullable ScriptProgress script;
  private volatile Blockers blockers = Blockers.NONE;
  private OptionalInt process = OptionalInt.empty();

  /// @param workKey the key of the lock that the work session holds
  SessionWatch(
      LockSession lockSession,
      PgConnection work,
      long workKey,
      Duration lockTimeout,
      ProgressListener listener) {
    this.lockSession = lockSession;
    this.work = work;
    this.workKey = workKey;
    this.interval = interval(lockTimeout);
    this.listener = listener;
    thread.start();
  }

  /// Short enough to see a blocker before the server's lock timeout.
  private static Duration interval(Duration lockTimeout) {
    if (lockTimeout.isZero()) {
      return LONGEST;
    }
    // Division of a Duration loads the classes of decimal arithmetic.
    Duration third = Duration.ofMillis(lockTimeout.toMillis() / 3);
    if (third.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return third.compareTo(LONGEST) > 0 ? LONGEST : third;
  }

  /// Called when a script begins.
  void begin(Attempt attempt) {
    blockers = Blockers.NONE;
    script = new ScriptProgress(attempt, position, listener);
  }

  /// Called when the script has ended.
  ///
  /// @return the sessions that last blocked it
  @Nullable String end() {
    script = null;
    return blockers();
  }

  /// The sessions that last blocked the script.
  @Nullable String blockers() {
    return blockers.phrase();
  }

  /// The statements of the sessions that last blocked the script, for a terminal only.
  @Nullable String blockersQueries() {
    return blockers.queries();
  }

  /// The position of the script, which the code that sends its statements must update.
  SentStatements position() {
    return position;
  }

  /// Called when the script retries a statement; earlier blockers no longer matter.
  void again() {
    blockers = Blockers.NONE;
  }

  /// Queries whether the run lock is still held, after a session has briefly released its own.
  boolean confirm() {
    try {
      lockSession.confirm();
    } catch (SQLException _) {
      lockLost = true;
    }
    return !lockLost;
  }

  /// Whether the lock session is known to be lost.
  boolean lockLost() {
    return lockLost;
  }

  /// Requests the server to cancel the script's current statement, if there is one.
  void cancel() {
    if (script != null) {
      try {
        work.cancelQuery();
      } catch (SQLException _) {
        // The connection was lost, and with it the statement.
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
      ScriptProgress now = script;
      if (!closed && now != null && now.elapsed().compareTo(interval) >= 0) {
        look(now);
      }
    }
  }

  private void look(ScriptProgress now) {
    try {
      int pid = process();
      Blockers found = lockSession.blockersOf(pid);
      if (!found.isEmpty()) {
        blockers = found;
      }
      if (now.isDue()) {
        StatementProgress done = lockSession.workOf(pid);
        if (now == script) {
          now.tell(found, done);
        }
      }
    } catch (SQLException _) {
      lockLost = !closed;
      closed = true;
      giveUp();
    }
  }

  /// Cancels the scripts that were sent, even if the server cannot be reached: then the work
  /// session does not respond either, and their outcome is determined in a new session. Each
  /// request cancels at most one of them.
  private void giveUp() {
    long end = System.nanoTime() + CANCELLATION.toNanos();
    while (script != null && System.nanoTime() < end) {
      cancel();
      LockSupport.parkNanos(AGAIN.toNanos());
    }
    if (script != null) {
      try {
        work.abort(Runnable::run);
      } catch (SQLException _) {
        // It is already closed.
      }
    }
  }

  private int process() throws SQLException {
    if (process.isEmpty()) {
      process = lockSession.processOf(workKey);
    }
    return process.orElseGet(work::getBackendPID);
  }
}
