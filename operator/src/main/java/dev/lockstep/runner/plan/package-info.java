/// `plan`: what a run would do, script by script, without running anything.
///
/// [PlanCommand] is the entry. It reads the scripts, and the history where a database is named, and
/// plans as `migrate` does; `PlannedScript` is one script of its answer, with its mode, its
/// statements and what lint finds in them.
@NullMarked
package dev.lockstep.runner.plan;

import org.jspecify.annotations.NullMarked;
