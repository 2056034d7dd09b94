package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.journal.Journal;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.script.Script;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One try at one script.
///
/// @param id its row in the audit
/// @param body the script's statements
/// @param journal how far the script has come, where it is journaled
record Attempt(UUID id, Script script, ScriptBody body, Journal journal) {
  /// How to run a script whose transaction the server does not take as it is, so that nothing of it
  /// was applied; null where there is no other way.
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

  /// The same try with the statements arranged in another way.
  Attempt with(ScriptBody other) {
    return new Attempt(id, script, other, journal);
  }
}
