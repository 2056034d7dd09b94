/// The history's tables: their layout, their upgrade, and the statements that read and write them.
///
/// [HistoryStore] is the entry. `HistoryLayout` creates and upgrades the tables, `Preflight` and
/// [ForeignPart] reject tables that other users could change, and [HistorySql], `UndoSql`,
/// [RepairSql], `AdoptionSql` and [JournalSql] contain the statements, one class for each purpose.
/// [PriorHistories] finds the histories of other tools.
@NullMarked
package dev.lockstep.engine.postgres.history;

import org.jspecify.annotations.NullMarked;
