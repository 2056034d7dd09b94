package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.journal.IncompleteScripts;
import dev.lockstep.engine.repair.HistoryChange;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.repair.RepairResult;
import dev.lockstep.engine.script.Script;
import java.util.Map;

/// The exclusive right to change a schema and its history, from [Database#acquire()] until the
/// database is closed.
public interface Session extends LockedSchema {
  /// The result of applying or undoing a script without a failure.
  enum Applied {
    /// The script was applied or undone, and recorded.
    APPLIED,
    /// The script was applied or undone, and recorded; the history must be read again by [#renew()]
    /// before anything else.
    APPLIED_RELOAD,
    /// Another run has already recorded it; the history must be read again before anything else.
    BY_ANOTHER_RUN,
    /// Nothing was done, because a session was lost; the caller must read the history and retry.
    RETRY
  }

  /// Reconnects, acquires the lock again, waiting for other runs, and reads the history.
  History renew();

  /// The scripts that earlier runs applied or undid only in part, according to the last reading.
  IncompleteScripts incomplete();

  /// Records scripts that another tool has applied, in one transaction, and reads the history.
  History record(AdoptedHistory adopted);

  /// Applies a script and records it.
  ///
  /// @param around the callbacks that run with the script
  Applied apply(Prepared script, PreparedCallbacks around);

  /// The undo SQL of each applied script, by file name, as stored when the script was applied.
  Map<String, String> undoTexts();

  /// Undoes a script and records it; the result is as for [#apply].
  ///
  /// @param script see [dev.lockstep.engine.history.HistoryRow#undo]
  Applied undo(Prepared script);

  /// Runs a callback on its own and records nothing.
  void execute(Prepared callback);

  /// Sets the statement at which a partially applied or undone script resumes, because the user
  /// states that the statements before it are finished.
  RepairResult resumeFrom(Script script, int statement, Repair.AuditNote note);

  /// Changes the history of a script at the user's request.
  HistoryChange amend(Repair change, Repair.AuditNote note);

  /// Makes all commits durable and reads the history. Must be called before anything is reported.
  History flush();
}
