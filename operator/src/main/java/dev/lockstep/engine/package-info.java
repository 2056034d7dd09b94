/// The migration engine: applies a script set to a database. It uses JDBC, but neither Kubernetes
/// nor JSON nor a command line; only `runner` may depend on it.
///
/// [Migrator] is the entry: one run, from the lock to the report. [Rollback] undoes applied
/// scripts, [UndoTest] tests the undo SQL, and [MigrationOutcome] is the outcome of a run.
///
/// A [Dialect] is a database product without a connection. A [Database] can be read by any caller;
/// [Database#acquire()] returns a [Session], which holds the lock and may change it. A session
/// splits a script into statements once, which yields a [Prepared] script for it to run, or a
/// [Preparation.Refused] for one that cannot run at all. A capability that a database lacks is an
/// empty `Optional`.
///
/// The rooms in the order in which a script passes them: `script` (one script), `source` (from
/// files to a set), `history` (the recorded scripts), `plan` (the pending scripts), `adoption` (the
/// history of another tool), `repair` (corrections of the history), `catalog` (the definitions of a
/// schema). `lint` contains the types of findings. `postgres` implements [Database].
@NullMarked
package dev.lockstep.engine;

import org.jspecify.annotations.NullMarked;
