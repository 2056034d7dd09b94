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

/// The sessions of a run from its locks to its end, and what must hold of them: opened together,
/// reopened together, and flushed before anything is reported.
public final class RunSessions {
  /// What the sessions are for.
  public enum Purpose {
    /// Changing the schema and its history.
    CHANGE,
    /// Leaving nothing behind: no table is made, no attempt closed.
    LOOK
  }

  private final SessionOpening opening;
  private final HistoryStore access;
  private final Notices notices;
  private volatile Opened opened;
  private volatile boolean closed;
  private boolean unsettled;
  private boolean changed;

  /// Opens the sessions and takes both locks.
  public RunSessions(SessionOpening opening, ProgressListener listener) {
    this.opening = opening;
    this.access = opening.access();
    this.notices = new Notices(listener);
    this.opened = opening.open();
  }

  /// What one opening gives.
  ///
  /// @param recorded what the history had then, or has after the newest flush
  record Opened(Sessions sessions, ScriptPipeline messages, HistoryStore.Recorded recorded) {
    private Opened with(History now) {
      return new Opened(sessions, messages, recorded.with(now));
    }
  }

  /// What the server says beside its answers goes there, over all sessions of the run.
  public Notices notices() {
    return notices;
  }

  /// Opens the sessions in place of those that there are, and takes both locks again.
  public History renew() {
    close();
    opened = opening.open();
    closed = false;
    return history();
  }

  /// The history as it was read last.
  public History history() {
    return opened.recorded().history();
  }

  /// Makes all earlier commits durable and reads the history, if there were any.
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

  /// What has begun and is not through; of an undo only while its script counts as applied.
  public IncompleteScripts incomplete() {
    return IncompleteScripts.of(opened.recorded().journals(), history());
  }

  /// How far a script has come by earlier attempts, when it is journaled and not through.
  public JournalState journal(Script script) {
    return opened.recorded().journals().getOrDefault(JournalState.key(script), JournalState.NONE);
  }

  /// How far a script has come forward, by its name.
  public JournalState journal(String script) {
    return opened.recorded().journals().getOrDefault(script, JournalState.NONE);
  }

  /// The tables that may be the history of another tool; none where anything of ours is recorded.
  public Reply priorTables() {
    return opened.recorded().priorTables();
  }

  /// A run that changed nothing must not take for its own what others have changed.
  private List<String> record() {
    return changed ? opening.catalogRecord() : List.of();
  }

  /// The run has changed the schema, or may have.
  public void changed() {
    unsettled = true;
    changed = true;
  }

  /// From now on there may be commits that are not durable yet.
  void unsettle() {
    unsettled = true;
  }

  public Sessions current() {
    return opened.sessions();
  }

  public ScriptPipeline messages() {
    return opened.messages();
  }

  /// Asks the server to end what it is doing. Called from another thread.
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
