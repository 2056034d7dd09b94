package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.HalfDone;
import dev.lockstep.engine.History;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// The sessions of a run from its locks to its end, and what must hold of them: opened together,
/// opened anew together, and flushed before anything is told.
final class RunSessions {
  private final PostgresSettings settings;
  private final StopSignal stop;
  private final Connector connector;
  private final HistorySql sql;
  private final LockKeys keys;
  private final HistoryAccess access;
  private final ProgressListener listener;
  private volatile @Nullable Sessions sessions;
  private @Nullable ScriptMessages messages;
  private HistoryAccess.Recorded recorded = HistoryAccess.Recorded.NOTHING;
  private boolean unsettled;
  private boolean changed;

  RunSessions(
      PostgresSettings settings,
      StopSignal stop,
      Connector connector,
      HistorySql sql,
      LockKeys keys,
      HistoryAccess access,
      ProgressListener listener) {
    this.settings = settings;
    this.stop = stop;
    this.connector = connector;
    this.sql = sql;
    this.keys = keys;
    this.access = access;
    this.listener = listener;
  }

  /// Opens the sessions, in place of those that there are, and takes both locks.
  History acquire() {
    return open(
        (work, state) -> {
          access.upgrade(work, state);
          return access.closeDeadAttempts(work);
        });
  }

  /// The same for who leaves nothing behind: no table is made, no attempt closed.
  History acquireToLook() {
    return open(access::recorded);
  }

  /// What a session does when both locks are held.
  @FunctionalInterface
  private interface Entry {
    HistoryAccess.Recorded enter(PgConnection work, HistoryState state) throws SQLException;
  }

  private History open(Entry entry) {
    close();
    var lock = new LockSession(connector.connect(), settings, stop, listener);
    PgConnection work = null;
    try {
      lock.acquire(keys.run(), new PoolerCheck(connector));
      work = connector.connect();
      HistoryAccess.Taken taken = access.takeOver(work, lock);
      messages = new ScriptMessages(sql, settings, keys, access.session(), taken.defaults());
      recorded = entry.enter(work, taken.state());
      sessions =
          new Sessions(
              lock,
              work,
              Sessions.strings(work),
              new SessionWatch(lock, work, keys.work(), settings.timeouts().lock(), listener));
      return recorded.history();
    } catch (SQLException e) {
      throw access.failure(e);
    } finally {
      if (sessions == null) {
        lock.close();
        if (work != null) {
          Sessions.close(work);
        }
      }
    }
  }

  /// Makes all earlier commits durable and reads the history, if there were any.
  History settle() {
    Sessions now = current();
    try {
      if (unsettled) {
        recorded = recorded.with(access.settle(now.work(), messages(), record()));
        unsettled = false;
        changed = false;
      }
      return recorded.history();
    } catch (SQLException e) {
      throw access.failure(e);
    }
  }

  /// What has begun and is not through; of an undo only while its script counts as applied.
  HalfDone halfDone() {
    return JournalState.halfDone(recorded.journals(), recorded.history());
  }

  /// How far a script has come by earlier attempts, when it is journaled and not through.
  JournalState journal(Script script) {
    return recorded.journals().getOrDefault(JournalState.key(script), JournalState.NONE);
  }

  /// The tables that may be the history of another tool; none where anything of ours is recorded.
  Reply priorTables() {
    return recorded.priorTables();
  }

  /// Whether the sessions are there.
  boolean isOpen() {
    return sessions != null;
  }

  /// How far a script has come forward, by its name.
  JournalState journal(String script) {
    return recorded.journals().getOrDefault(script, JournalState.NONE);
  }

  /// A run that changed nothing must not take for its own what others have changed.
  private List<String> record() {
    return changed ? new CatalogRecord(settings.schema()).statements(settings.runId()) : List.of();
  }

  /// The run has changed the schema, or may have.
  void changed() {
    unsettled = true;
    changed = true;
  }

  /// From now on there may be commits that are not durable yet.
  void unsettle() {
    unsettled = true;
  }

  Sessions current() {
    Sessions now = sessions;
    if (now == null) {
      throw new EngineException(
          FailureKind.UNEXPECTED, "the run has no session", "This is a bug in Lockstep");
    }
    return now;
  }

  ScriptMessages messages() {
    if (messages == null) {
      throw new IllegalStateException("acquire() comes first");
    }
    return messages;
  }

  /// Asks the server to end what it is doing. Called from another thread.
  void cancel() {
    Sessions now = sessions;
    if (now != null) {
      now.watch().cancel();
    }
  }

  void close() {
    Sessions now = sessions;
    sessions = null;
    if (now != null) {
      now.close();
    }
  }
}
