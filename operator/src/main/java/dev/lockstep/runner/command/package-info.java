/// The common parts of commands.
///
/// [DatabaseCommand] is the base class of every command that uses a database, and [AnswerCommand]
/// of those with one result. [ScriptOptions] and [AdoptionOptions] are options that several
/// commands have. [Reports] creates the report of a run, [ReportBudget] shortens it to the size
/// that a kubelet keeps, and [ReportWriter] writes it to the Job's termination log. [Termination]
/// handles SIGTERM, and [Exhaustion] turns an error of the JVM into a failure.
@NullMarked
package dev.lockstep.runner.command;

import org.jspecify.annotations.NullMarked;
