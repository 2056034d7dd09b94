/// The types of lint's rules and findings, independent of the database.
///
/// [LintReport] is the entry. It contains [Finding]s, each of a [Rule], which has a [Hazard] and a
/// [Severity]; a [HeldLock] is a lock mode of a database. The rules themselves depend on the
/// database: those for PostgreSQL are in `engine.postgres.lint`.
@NullMarked
package dev.lockstep.engine.lint;

import org.jspecify.annotations.NullMarked;
