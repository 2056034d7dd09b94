package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.catalog.CatalogRecord;
import dev.lockstep.engine.postgres.history.FoundHistory;
import dev.lockstep.engine.postgres.history.HistoryFailure;
import dev.lockstep.engine.postgres.history.HistorySql;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.session.Connector;
import dev.lockstep.engine.postgres.session.LockKeys;
import dev.lockstep.engine.postgres.session.LockSession;
import dev.lockstep.engine.postgres.session.PoolerCheck;
import dev.lockstep.engine.postgres.session.SessionPair;
import dev.lockstep.engine.postgres.session.WorkConnection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Opens the two sessions of a run and acquires its locks, repeatedly if necessary.
public final class SessionOpening {
  private final RunSettings settings;
  private final StopSignal stop;
  private final Connector connector;
  private final HistorySql sql;
  private final LockKeys keys;
  private final HistoryStore access;
  private final ProgressListener listener;
  private final RunSessions.Purpose purpose;
  private @Nullable SessionPair ahead;
  private boolean warned;

  /// @param ahead the connections for the first opening, if they were begun before; it closes them
  public SessionOpening(
      RunSettings settings,
      StopSignal stop,
      Connector connector,
      HistorySql sql,
      HistoryStore access,
      ProgressListener listener,
      RunSessions.Purpose purpose,
      @Nullable SessionPair ahead) {
    this.settings = settings;
    this.stop = stop;
    this.connector = connector;
    this.sql = sql;
    this.keys = LockKeys.of(settings.schema());
    this.access = access;
    this.listener = listener;
    this.purpose = purpose;
    this.ahead = ahead;
  }

  HistoryStore access() {
    return access;
  }

  RunSessions.Opened open() {
    SessionPair pair = ahead == null ? SessionPair.begin(connector) : ahead;
    ahead = null;
    LockSession lock = null;
    WorkConnection work = null;
    RunSessions.Opened opened = null;
    try {
      lock = new LockSession(pair.lock(), settings, stop, listener);
      lock.acquire(keys.run(), new PoolerCheck(connector), pair);
      work = pair.work();
      opened = enter(lock, work);
      return opened;
    } catch (SQLException e) {
      throw access
          .failures()
          .of(work == null ? null : work.connection(), HistoryFailure.Purpose.WRITE, e);
    } finally {
      if (opened == null) {
        close(pair, lock, work);
      }
    }
  }

  private static void close(
      SessionPair pair, @Nullable LockSession lock, @Nullable WorkConnection work) {
    pair.abandon();
    if (lock != null) {
      lock.close();
    }
    if (work != null) {
      work.close();
    }
  }

  private RunSessions.Opened enter(LockSession lock, WorkConnection begun) throws SQLException {
    HistoryStore.Taken taken = access.takeOver(begun, lock);
    PgConnection work = begun.connection();
    warn(taken.defaults().warning());
    var messages = new ScriptPipeline(sql, settings, keys, taken.session(), taken.defaults());
    HistoryStore.Recorded recorded = recorded(work, taken.found());
    var watch = new SessionWatch(lock, work, keys.work(), settings.timeouts().lock(), listener);
    return new RunSessions.Opened(
        new Sessions(lock, work, Sessions.strings(work), watch), messages, recorded);
  }

  private HistoryStore.Recorded recorded(PgConnection work, FoundHistory found)
      throws SQLException {
    return switch (purpose) {
      case CHANGE -> {
        found.upgrade(work, settings.schema());
        yield access.closeDeadAttempts(work);
      }
      case LOOK -> access.recorded(work, found);
    };
  }

  /// Reports a warning once in a run, however often it connects.
  private void warn(@Nullable String sentence) {
    if (sentence != null && !warned) {
      listener.warn(sentence, null);
      warned = true;
    }
  }

  /// The statements that record the current schema.
  List<String> catalogRecord() {
    return new CatalogRecord(settings.schema()).statements(settings.runId());
  }
}
