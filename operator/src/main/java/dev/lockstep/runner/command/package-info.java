/// What the commands share.
///
/// [DatabaseCommand] is the base of every command that works on a database, and [AnswerCommand] of
/// those that give one answer. [ScriptOptions] and [AdoptionOptions] are options that several of
/// them have. [Reports] makes the report of a run, [ReportBudget] cuts it to what a kubelet keeps,
/// and [ReportWriter] writes it to the Job's termination log. [Termination] turns SIGTERM into the
/// end of a run, and [Exhaustion] an error of the JVM into a report.
@NullMarked
package dev.lockstep.runner.command;

import org.jspecify.annotations.NullMarked;
