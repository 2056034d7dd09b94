/// Reads the definitions of a schema from the catalog, records and compares them.
///
/// [CatalogReader] is the entry: it reads a snapshot of a schema with the query of `CatalogQuery`.
/// [CatalogRecord] stores digests in the database after each run and finds drift since then.
/// [CatalogFacts] are the facts about tables that lint needs, and `InventoryReader` counts objects.
@NullMarked
package dev.lockstep.engine.postgres.catalog;

import org.jspecify.annotations.NullMarked;
