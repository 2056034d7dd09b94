package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.journal.Journal;
import dev.lockstep.engine.postgres.history.HistoryGuard;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.script.Script;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One attempt at one script.
///
/// @param id the id of the attempt's audit row
/// @param body the script's statements
/// @param normalized the script's checksum without comments and white space, for its history row;
///   empty for what has no row
/// @param journal the progress of a journaled script
/// @param isChecked whether the history's tables are checked in full after the script, because it
///   may have changed them
record Attempt(
    UUID id,
    Script script,
    String normalized,
    ScriptBody body,
    Journal journal,
    boolean isChecked) {
  /// A new attempt.
  Attempt(Script script, String normalized, ScriptBody body, Journal journal) {
    this(UUID.randomUUID(), script, normalized, body, journal, body.mayChangeHistory());
  }

  /// A new attempt at something that has no row in the history.
  static Attempt unrecorded(Script script, ScriptBody body, Journal journal) {
    return new Attempt(script, "", body, journal);
  }

  /// An alternative way to run a script after the server rejected its transaction, so that nothing
  /// of it was applied; null if there is none.
  ///
  /// @param all the statements of the script, without callbacks
  @Nullable Attempt otherwise(List<SqlStatement> all, Refused refused) {
    SqlStatement failed = refused.statement();
    if (!isChecked && HistoryGuard.isAlarm(refused.error())) {
      return new Attempt(id, script, normalized, body, journal, true);
    }
    if (body.wantsJournal(refused.error(), failed)) {
      return with(ScriptBody.journaled(all, script.transactions()));
    }
    return failed != null && body.wantsSettling(refused.error(), failed)
        ? with(body.settling(failed))
        : null;
  }

  private Attempt with(ScriptBody other) {
    return new Attempt(id, script, normalized, other, journal, isChecked);
  }

  /// Another attempt at the same script.
  Attempt again() {
    return new Attempt(UUID.randomUUID(), script, normalized, body, journal, isChecked);
  }
}
