/// The migration engine: brings a database to what a script set says. It knows JDBC and no
/// Kubernetes, no JSON and no command line; only `runner` may depend on it.
///
/// [Migrator] is the entry: one run, from the lock to the report. [Rollback] undoes applied
/// scripts, [UndoTest] tests what would undo them, and [MigrationOutcome] is what a run leaves.
///
/// A [Dialect] is a kind of database without a connection. A database is a [Database], which
/// anybody may ask, and a [Session], which holds the lock and may change it: [Database#acquire()]
/// gives one. A session reads a [Prepared] script once and takes it to run; what it cannot run at
/// all is a [Preparation.Refused]. What a database cannot do is an empty `Optional`.
///
/// The rooms in the order in which a script passes them: `script` (one script), `source` (from
/// files to a set), `history` (what a database records), `plan` (what is pending), `adoption` (the
/// history of another tool), `repair` (corrections of the history), `catalog` (what a schema is
/// made of). `postgres` implements [Database].
@NullMarked
package dev.lockstep.engine;

import org.jspecify.annotations.NullMarked;
