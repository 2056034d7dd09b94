/// Which scripts a run applies or undoes: pure functions of a set, a history and a target.
///
/// [Planner] is the entry; its [Plan] is a list of pending scripts or a conflict between scripts
/// and history. [ScriptSelection] selects the scripts of a set that are meant for a database,
/// [Target] is where a run ends, [OutOfOrder] and [NewerApplied] are the two policies.
/// [RollbackPlan] is the same for the way back, up to a [RollbackGoal]. [Gap] is a number that a
/// set leaves out.
///
/// No database, no clock, no log.
@NullMarked
package dev.lockstep.engine.plan;

import org.jspecify.annotations.NullMarked;
