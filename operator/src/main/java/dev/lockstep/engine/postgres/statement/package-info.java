/// Properties of a single statement that a run needs, as far as its text shows them.
///
/// [ExecutionMode] is the entry: whether a statement runs inside a transaction, outside one, or
/// changes the session. It needs only the leading words, which every statement has; the other
/// classes parse the statement first, with `CommandReader` of the room `command`. [StatementLock]
/// is the strongest lock that a statement takes, [NotRollbackable] finds effects that no rollback
/// undoes, and [Refusals] rejects statements that are never run. `EmbeddedSql` also searches
/// strings that a block can run. [SqlFingerprint] compares texts without comments and white space.
@NullMarked
package dev.lockstep.engine.postgres.statement;

import org.jspecify.annotations.NullMarked;
