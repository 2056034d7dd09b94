/// What a schema looks like: read from the catalog, recorded, and compared.
///
/// [CatalogReader] is the entry: it reads a snapshot of a schema, as `CatalogQuery` asks for it.
/// [CatalogRecord] keeps digests in the database after each run and finds what has drifted since.
/// [CatalogFacts] is what lint wants to know of tables, and `InventoryReader` counts objects.
@NullMarked
package dev.lockstep.engine.postgres.catalog;

import org.jspecify.annotations.NullMarked;
