/// Definitions of a schema's objects and their differences, for any database.
///
/// [CatalogSnapshot] is the entry: the definition of each object, by its path. A
/// [CatalogDifference] is one object that differs between two snapshots, and a [Drift] is
/// everything that was changed outside Lockstep since a run last recorded the schema. A dialect
/// reads and records snapshots; nothing here uses a database.
@NullMarked
package dev.lockstep.engine.catalog;

import org.jspecify.annotations.NullMarked;
