/// A statement of PostgreSQL's, read into a value.
///
/// [CommandReader] is the entry: it turns the tokens of a statement into a [SqlCommand], of which
/// there is one kind for each thing that somebody asks for; [PlainCommand] has those that change no
/// schema. `CreateReader`, `AlterReader`, `QueryReader` and [ColumnReader] read its parts,
/// [TableAction] is one clause of ALTER TABLE, and [SqlType] is the type of a column. The cursor
/// over the tokens is `TokenCursor` of the room `sql`.
///
/// Text only: nothing here knows a connection or the schema that a statement meets.
@NullMarked
package dev.lockstep.engine.postgres.command;

import org.jspecify.annotations.NullMarked;
