package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.repair.HistoryChange;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.repair.RepairResult;
import dev.lockstep.engine.script.Script;
import java.util.Map;

/// The sole right to change a schema and its history, from [Database#acquire()] until the database
/// is closed.
public interface Session extends LockedSchema {
  /// How applying or undoing a script ended, when it did not fail.
  enum Applied {
    /// Done and recorded now.
    APPLIED,
    /// Done and recorded now; before anything else the history must be read again, by [#renew()].
    APPLIED_RELOAD,
    /// Another run had recorded it; before anything else the history must be read again.
    BY_ANOTHER_RUN,
    /// Not done, because a session was lost; to be tried again once the history was read again.
    RETRY
  }

  /// Connects again, takes the right again, waiting for others, and reads the history.
  History renew();

  /// The scripts that earlier runs applied or undid in part, as the history showed when it was
  /// read.
  IncompleteScripts incomplete();

  /// Records what was applied by others, in one transaction, and reads the history.
  History record(AdoptedHistory adopted);

  /// Applies a script and records it.
  ///
  /// @param around the callbacks that run with it
  Applied apply(Prepared script, PreparedCallbacks around);

  /// What undoes each applied script, by its file name, as it was stored when the script was
  /// applied.
  Map<String, String> undoTexts();

  /// Undoes a script and records it; the answer is that of [#apply].
  ///
  /// @param script see [dev.lockstep.engine.history.HistoryRow#undo]
  Applied undo(Prepared script);

  /// Runs a callback by itself and records nothing.
  void execute(Prepared callback);

  /// Makes a script that was applied or undone in part go on with a statement, because a person
  /// says that the statements before it are done.
  RepairResult resumeFrom(Script script, int statement, Repair.AuditNote note);

  /// Changes what the history says of a script, because a person says so.
  HistoryChange amend(Repair change, Repair.AuditNote note);

  /// Makes durable what was applied, and gives the history as it is now. Call it before anything is
  /// reported.
  History flush();
}
