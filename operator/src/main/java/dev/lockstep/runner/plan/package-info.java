/// `plan`: shows what a run would do, script by script, without running anything.
///
/// [PlanCommand] is the entry. It reads the scripts, and the history if a database is given, and
/// plans as `migrate` does; `PlannedScript` is one script of the result, with its mode, its
/// statements and its lint findings.
@NullMarked
package dev.lockstep.runner.plan;

import org.jspecify.annotations.NullMarked;
