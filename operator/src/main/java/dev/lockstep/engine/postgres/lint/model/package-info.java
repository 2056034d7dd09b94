/// The schema as the scripts make it, statement by statement, from what a database has or from
/// nothing.
///
/// [SchemaModel] is the entry; [ModelUpdate] applies a command to it, [CatalogModel] fills it from
/// a database, and [Relation] is a table, a view or an index in it. [Transactions] follows which
/// statements share a transaction.
@NullMarked
package dev.lockstep.engine.postgres.lint.model;

import org.jspecify.annotations.NullMarked;
