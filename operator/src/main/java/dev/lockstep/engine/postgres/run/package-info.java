/// Runs scripts on the server.
///
/// [RunSessions] opens the two sessions of a run, [PreparedScript] is a script that was split into
/// statements, and [ScriptApplication] applies it. `ScriptRun` sends a script whose statements
/// share one transaction with its history row, and `JournaledRun` one whose statements cannot, with
/// the help of the `Journal`; `Resumption` and `SessionReplay` continue where an earlier attempt
/// stopped. `SessionWatch` monitors the sessions. [ScriptPipeline] assembles the statements to
/// send, `ScriptFailure` describes failures, [DryRun] is a dry run, [ScriptRepair] a repair.
@NullMarked
package dev.lockstep.engine.postgres.run;

import org.jspecify.annotations.NullMarked;
