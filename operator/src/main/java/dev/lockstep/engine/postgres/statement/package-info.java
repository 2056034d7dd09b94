/// What one statement is to a run, as far as its text tells.
///
/// [ExecutionMode] is the entry: whether a statement runs inside a transaction, by itself, or
/// changes the session. It needs the leading words alone, which every statement has; what follows
/// reads the statement first, by `CommandReader` of the room `command`. [StatementLock] is the
/// strongest lock that it takes, [NotRollbackable] what no rollback takes back, [Refusals] what is
/// never run. `EmbeddedSql` also looks into strings, which a block can execute. [SqlFingerprint]
/// and [StatementDigest] compare texts without comments and blanks.
@NullMarked
package dev.lockstep.engine.postgres.statement;

import org.jspecify.annotations.NullMarked;
