package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Script;
import java.util.UUID;

/// One try at one script.
///
/// @param id its row in the audit
/// @param body the script's statements
record Attempt(UUID id, Script script, ScriptBody body) {}
