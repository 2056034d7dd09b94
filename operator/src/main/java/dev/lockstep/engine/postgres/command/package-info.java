/// Parses PostgreSQL statements into values.
///
/// [CommandReader] is the entry: it turns the tokens of a statement into a [SqlCommand], which has
/// one type for each statement that a rule or a run distinguishes; a [PlainCommand] changes no
/// schema. `CreateReader`, `AlterReader`, `QueryReader` and [ColumnReader] parse its parts,
/// [TableAction] is one action of ALTER TABLE, and [SqlType] is the type of a column. The cursor
/// over the tokens is `TokenCursor` of the room `sql`.
///
/// Text only: nothing here uses a connection or knows the current schema.
@NullMarked
package dev.lockstep.engine.postgres.command;

import org.jspecify.annotations.NullMarked;
