package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.journal.Journal;
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
/// @param journal the progress of a journaled script
record Attempt(UUID id, Script script, ScriptBody body, Journal journal) {
  /// An alternative way to run a script after the server rejected its transaction, so that nothing
  /// of it was applied; null if there is none.
  ///
  /// @param all the statements of the script, without callbacks
  @Nullable ScriptBody otherwise(List<SqlStatement> all, Refused refused) {
    SqlStatement failed = refused.statement();
    if (body.wantsJournal(refused.error(), failed)) {
      return ScriptBody.journaled(all, script.transactions());
    }
    return failed != null && body.wantsSettling(refused.error(), failed)
        ? body.settling(failed)
        : null;
  }

  /// This attempt with another arrangement of the statements.
  Attempt with(ScriptBody other) {
    return new Attempt(id, script, other, journal);
  }
}
