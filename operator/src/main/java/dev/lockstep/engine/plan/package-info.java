/// Plans the scripts that a run applies or undoes: pure functions of a set, a history and a target.
///
/// [Planner] is the entry; its [Plan] is a list of pending scripts or a conflict between scripts
/// and history. [ScriptSelection] selects the scripts of a set for a database, [Target] is the
/// version at which a run ends, [OutOfOrder] and [NewerApplied] are the two policies. A
/// [RollbackPlan] is the plan of a rollback to a [RollbackGoal]. A [Gap] is a range of numbers that
/// a set leaves out.
///
/// No database, no clock, no log.
@NullMarked
package dev.lockstep.engine.plan;

import org.jspecify.annotations.NullMarked;
