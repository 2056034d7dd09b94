/// The migration engine: applies a script set to a database. It uses JDBC, but neither Kubernetes
/// nor JSON nor a command line; only `runner` may depend on it.
///
/// [Migrator] is the entry: one run, from the lock to the report. [Rollback] undoes applied
/// scripts, [UndoTest] tests the undo SQL, and [MigrationOutcome] is the outcome of a run.
///
/// A [Dialect] is a database product without a connection, and a [Database] is one that any caller
/// may read. [Database#acquire()] returns a [Session], which holds the lock and may change it: it
/// splits a script into statements once, as a [Prepared] script, and runs it.
///
/// The rooms in the order in which a script passes them: `script` (one script), `source` (from
/// files to a set), `history` (recorded scripts), `plan` (pending scripts), `adoption` (the history
/// of another tool), `repair` (corrections), `journal` (progress of a script), `catalog`
/// (definitions of a schema), `lint` (types of findings). `postgres` implements [Database].
@NullMarked
package dev.lockstep.engine;

import org.jspecify.annotations.NullMarked;
