/// The schema as the scripts change it, statement by statement, starting with the schema of a
/// database or an empty one.
///
/// [SchemaModel] is the entry; [ModelUpdate] applies a command to it, [CatalogModel] builds it from
/// a database, and [Relation] is a table or view in it. [Transactions] determines which statements
/// share a transaction.
@NullMarked
package dev.lockstep.engine.postgres.lint.model;

import org.jspecify.annotations.NullMarked;
