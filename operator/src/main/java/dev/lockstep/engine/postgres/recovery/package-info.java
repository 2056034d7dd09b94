/// Determines from the catalog what a non-transactional statement did before its session was lost.
///
/// [StatementEffect] is the entry: it has one implementation for each statement whose effect can be
/// determined, such as [IndexBuild] (an index that is built concurrently is valid, invalid or
/// missing), [PartitionDetach] and [ClusterObject] (a database, a tablespace). `EffectParser`
/// derives the effect from a statement.
@NullMarked
package dev.lockstep.engine.postgres.recovery;

import org.jspecify.annotations.NullMarked;
