/// Lint of scripts, whatever the database.
///
/// [Linter] is the entry: the lint that a dialect offers; [DatabaseLinter] is the same with a
/// connection. Both answer with a [LintReport] of [Finding]s. [Rules] are the [Rule]s of a dialect,
/// each with a [Hazard], a [Severity] and the [HeldLock] that others wait for, and [LintSettings]
/// say which of them hold. [Suppressions] are the comments by which a script accepts findings, and
/// [Places] turns offsets into lines and columns. The rules themselves belong to a dialect: those
/// of PostgreSQL are in `engine.postgres.lint`.
@NullMarked
package dev.lockstep.engine.lint;

import org.jspecify.annotations.NullMarked;
