package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.journal.IncompleteScripts;
import dev.lockstep.engine.repair.HistoryChange;
import dev.lockstep.engine.repair.Repair;
import dev.lockstep.engine.repair.RepairResult;
import dev.lockstep.engine.script.Script;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;

/// The exclusive right to change a schema and its history, from [Database#acquire()] until the
/// database is closed.
public interface Session extends LockedSchema {
  /// The result of applying or undoing scripts without a failure. After all but the first, the
  /// history must be read again by [#renew()] before anything else.
  enum Applied {
    /// All scripts were applied or undone, and recorded.
    APPLIED,
    /// The scripts that were reported were applied or undone, and recorded.
    APPLIED_RELOAD,
    /// Another run has already recorded the script after those that were reported.
    BY_ANOTHER_RUN,
    /// Nothing was done with the script after those that were reported, because a session was lost.
    RETRY
  }

  /// Reconnects, acquires the lock again, waiting for other runs, and reads the history.
  History renew();

  /// The scripts that earlier runs applied or undid only in part, according to the last reading.
  IncompleteScripts incomplete();

  /// Records scripts that another tool has applied, in one transaction, and reads the history.
  History record(AdoptedHistory adopted);

  /// Applies scripts in their order and records each. A session may send several before it knows
  /// the result of the first, but none runs unless the one before it is recorded.
  ///
  /// @param scripts read as far as the session sends them
  /// @param around the callbacks that run with each script
  /// @param applied receives each script as soon as it was applied and recorded
  Applied apply(Iterator<Prepared> scripts, PreparedCallbacks around, Consumer<Script> applied);

  /// The undo SQL of each applied script, by file name, as stored when the script was applied.
  Map<String, String> undoTexts();

  /// Undoes scripts in their order and records each, as [#apply] does.
  ///
  /// @param scripts see [dev.lockstep.engine.history.HistoryRow#undo]
  /// @param undone receives each script as soon as it was undone and recorded
  Applied undo(Iterator<Prepared> scripts, Consumer<Script> undone);

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
