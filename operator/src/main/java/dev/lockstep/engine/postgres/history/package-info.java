/// The tables of the history: their layout, their upgrade, and each statement that reads or writes
/// them.
///
/// [HistoryStore] is the entry. `HistoryLayout` makes and upgrades the tables, `Preflight` and
/// [ForeignPart] refuse tables that others could change, [HistorySql], `UndoSql`, [RepairSql],
/// `AdoptionSql` and [JournalSql] hold the statements, one class for each purpose. [JournalState]
/// is how far a script came that runs statement by statement. [PriorHistories] looks for the
/// histories of other tools.
@NullMarked
package dev.lockstep.engine.postgres.history;

import org.jspecify.annotations.NullMarked;
