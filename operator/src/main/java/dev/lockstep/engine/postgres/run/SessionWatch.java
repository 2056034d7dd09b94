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

/// Looks after a script that runs for long: asks the lock session now and then whom the script
/// waits for and how far it is, tells of it, and ends the script when the lock session, and with it
/// the run's right, is gone, or does not answer any more.
final class SessionWatch {
  private static final Duration LONGEST = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofMillis(50);

  /// How long a server that hears us needs to cancel a statement, by far.
  private static final Duration CANCELLATION = Duration.ofSeconds(5);

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

  /// @param workKey the lock that the work session holds
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
  void begin(Attempt attempt) {
    blockers = Blockers.NONE;
    script = new ScriptProgress(attempt, position, listener);
  }

  /// The script has ended.
  ///
  /// @return whom it last waited for
  @Nullable String end() {
    script = null;
    return blockers();
  }

  /// Whom the script last waited for.
  @Nullable String blockers() {
    return blockers.phrase();
  }

  /// What those do that the script last waited for, for a terminal only.
  @Nullable String blockersQueries() {
    return blockers.queries();
  }

  /// To be kept up to date by the code that sends a script's statements.
  SentStatements position() {
    return position;
  }

  /// The script tries something again; whom it waited for before is past.
  void again() {
    blockers = Blockers.NONE;
  }

  /// Whether the run's right still holds, asked now: for a session that gave up its own lock for a
  /// moment.
  boolean confirm() {
    try {
      lockSession.confirm();
    } catch (SQLException _) {
      lockLost = true;
    }
    return !lockLost;
  }

  /// Whether the lock session was found to be gone.
  boolean lockLost() {
    return lockLost;
  }

  /// Asks the server to end the statement that runs for a script, if one does.
  void cancel() {
    if (script != null) {
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
      giveUp(now);
    }
  }

  /// Ends a script, also where the server does not hear of it: then nobody answers in the work
  /// session either, and the outcome of the script is determined in a new one.
  private void giveUp(ScriptProgress ended) {
    cancel();
    long end = System.nanoTime() + CANCELLATION.toNanos();
    while (ended == script && System.nanoTime() < end) {
      LockSupport.parkNanos(SHORTEST.toNanos());
    }
    if (ended == script) {
      try {
        work.abort(Runnable::run);
      } catch (SQLException _) {
        // It is gone already.
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
