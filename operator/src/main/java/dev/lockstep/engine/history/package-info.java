/// What a database records of the scripts that were applied.
///
/// [History] is the entry: the rows in order, the recorded version, and the check that nobody else
/// wrote to the history during a run. [HistoryRow] is what planning needs of a row, and
/// [HistoryRecord] is a whole row. [SchemaInventory] counts the objects of a schema.
///
/// Values only: `engine.postgres.history` reads and writes them.
@NullMarked
package dev.lockstep.engine.history;

import org.jspecify.annotations.NullMarked;
