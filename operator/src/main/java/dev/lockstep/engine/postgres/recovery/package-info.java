/// What a statement left behind that no transaction held: asked of the catalog after its session
/// was lost.
///
/// [StatementEffect] is the entry: one kind for each statement whose effect can be found out, such
/// as [IndexBuild] (an index that was built concurrently is valid, invalid or missing),
/// [PartitionDetach] and [ClusterObject] (a database, a tablespace). `EffectParser` makes one of a
/// statement.
@NullMarked
package dev.lockstep.engine.postgres.recovery;

import org.jspecify.annotations.NullMarked;
