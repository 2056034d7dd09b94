/// What a schema is made of, and how two moments of it differ, for any database.
///
/// [CatalogSnapshot] is the entry: the definition of each object, by its path. A
/// [CatalogDifference] is one object that two snapshots do not have alike, and a [Drift] is all
/// that was changed outside Lockstep since a run looked last. A dialect reads and records
/// snapshots; nothing here touches a database.
@NullMarked
package dev.lockstep.engine.catalog;

import org.jspecify.annotations.NullMarked;
