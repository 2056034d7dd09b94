/// One script on its way through the server, and what a run needs around it.
///
/// [RunSessions] opens the two sessions of a run, [ScriptPreparation] reads scripts into
/// statements, and [ScriptApplication] applies them. `ScriptRun` sends a script whose statements
/// share one transaction with its history row, and `JournaledRun` one whose statements cannot, by
/// means of the journal (room `engine.journal`); `SessionReplay` prepares the session of a resumed
/// one. `SessionWatch` looks after the sessions. [ScriptPipeline] puts together what is sent,
/// `ScriptFailure` words what failed, [DryRun] is a dry run, and [ScriptRepair] writes corrections.
@NullMarked
package dev.lockstep.engine.postgres.run;

import org.jspecify.annotations.NullMarked;
