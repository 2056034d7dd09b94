package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.journal.IncompleteScripts;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.List;

/// The sessions of a run, from the acquisition of its locks to its end: they are opened together,
/// reopened together, and flushed before anything is reported.
public final class RunSessions {
  /// The purpose of the sessions.
  public enum Purpose {
    /// Changing the schema and its history.
    CHANGE,
    /// A dry run, which leaves nothing behind: no table is created, no attempt closed.
    LOOK
  }

  private final SessionOpening opening;
  private final HistoryStore access;
  private final Notices notices;
  private volatile Opened opened;
  private volatile boolean closed;
  private boolean unsettled;
  private boolean changed;

  /// Opens the sessions and acquires both locks.
  public RunSessions(SessionOpening opening, ProgressListener listener) {
    this.opening = opening;
    this.access = opening.access();
    this.notices = new Notices(listener);
    this.opened = opening.open();
  }

  /// The result of opening the sessions.
  ///
  /// @param recorded the recorded state at that time, with the history after the last flush
  record Opened(Sessions sessions, ScriptPipeline messages, HistoryStore.Recorded recorded) {
    private Opened with(History now) {
      return new Opened(sessions, messages, recorded.with(now));
    }
  }

  /// Receives the server's notices in all sessions of the run.
  public Notices notices() {
    return notices;
  }

  /// Replaces the sessions with new ones, and acquires both locks again.
  public History renew() {
    close();
    opened = opening.open();
    closed = false;
    return history();
  }

  /// The history as last read.
  public History history() {
    return opened.recorded().history();
  }

  /// Makes all earlier commits durable and reads the history, if anything was committed.
  public History settle() {
    if (closed) {
      throw new EngineException(
          FailureKind.DATABASE_UNREACHABLE,
          "the sessions of the run are closed",
          "Run it again; it continues where it stopped");
    }
    Opened now = opened;
    try {
      if (unsettled) {
        History history = access.settle(now.sessions().work(), now.messages().session(), record());
        opened = now.with(history);
        unsettled = false;
        changed = false;
      }
      return history();
    } catch (SQLException e) {
      throw access.failure(e);
    }
  }

  /// The incomplete scripts and undos; an undo counts only while its script is recorded as applied.
  public IncompleteScripts incomplete() {
    return IncompleteScripts.of(opened.recorded().journals(), history());
  }

  /// The progress of a journaled script that earlier attempts have not finished.
  public JournalState journal(Script script) {
    return opened.recorded().journals().getOrDefault(JournalState.key(script), JournalState.NONE);
  }

  /// The progress of a script, but not of its undo, by its name.
  public JournalState journal(String script) {
    return opened.recorded().journals().getOrDefault(script, JournalState.NONE);
  }

  /// The tables that may be the history of another tool; empty if our history contains anything.
  public Reply priorTables() {
    return opened.recorded().priorTables();
  }

  /// The statements that record the schema. A run that changed nothing must not record changes of
  /// others as its own.
  private List<String> record() {
    return changed ? opening.catalogRecord() : List.of();
  }

  /// Called when the run may have changed the schema.
  public void changed() {
    unsettled = true;
    changed = true;
  }

  /// Called before commits that may not be durable.
  void unsettle() {
    unsettled = true;
  }

  public Sessions current() {
    return opened.sessions();
  }

  public ScriptPipeline messages() {
    return opened.messages();
  }

  /// Requests the server to cancel the current statement. Called from another thread.
  public void cancel() {
    if (!closed) {
      opened.sessions().watch().cancel();
    }
  }

  public void close() {
    if (!closed) {
      closed = true;
      opened.sessions().close();
    }
  }
}
