package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Script;
import java.util.UUID;

/// One try at one script.
///
/// @param id its row in the audit
/// @param body the script's statements
/// @param journal how far the script has come, where it is journaled
record Attempt(UUID id, Script script, ScriptBody body, Journal journal) {
  /// The same try, going on statement by statement.
  Attempt journaled(ScriptBody other) {
    return new Attempt(id, script, other, journal);
  }
}
