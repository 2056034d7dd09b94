/// Brings a database under Lockstep that was migrated by another tool or manually so far.
///
/// [AdoptionPolicy] is the entry: it judges what an [AdoptionSource] shows of the database, and
/// refuses the run or answers with the [AdoptedHistory], the rows to record as applied. [Baseline]
/// declares a version without a history. A [PriorHistory] is what another tool has recorded, one
/// class for each tool whose history can be adopted; a [ForeignHistory] is one that can only be
/// named. `AdoptionBuilder` collects the rows that a history maps to, and [Adoption] is its result.
@NullMarked
package dev.lockstep.engine.adoption;

import org.jspecify.annotations.NullMarked;
