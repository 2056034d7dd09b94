/// Brings a database under Lockstep that was migrated by another tool or manually so far.
///
/// [AdoptionPolicy] is the entry: from the facts of an [AdoptionSource] it either rejects the run
/// or returns the [AdoptedHistory], the rows to record as applied. A [Baseline] declares a version
/// without a history. A [PriorHistory] is the history of another tool, with one class for each tool
/// whose history can be adopted; a [ForeignHistory] can only be named in a message.
/// `AdoptionBuilder` collects the rows that correspond to a history, and [Adoption] is its result.
@NullMarked
package dev.lockstep.engine.adoption;

import org.jspecify.annotations.NullMarked;
