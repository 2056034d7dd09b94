/// The recorded history of applied scripts.
///
/// [History] is the entry: the rows in order, the recorded version, and the check that no other
/// session wrote to the history during a run. [HistoryRow] is the part of a row that planning
/// needs, and [HistoryRecord] is a whole row. [SchemaInventory] counts the objects of a schema.
///
/// Values only: `engine.postgres.history` reads and writes them.
@NullMarked
package dev.lockstep.engine.history;

import org.jspecify.annotations.NullMarked;
