/// What lint says of scripts, whatever the database: it knows none.
///
/// [LintReport] is the entry. It holds [Finding]s, each of a [Rule], which has a [Hazard] and a
/// [Severity]; [HeldLock] is what a database puts behind the locks that others wait for. The rules
/// themselves belong to a database: those of PostgreSQL are in `engine.postgres.lint`.
@NullMarked
package dev.lockstep.engine.lint;

import org.jspecify.annotations.NullMarked;
