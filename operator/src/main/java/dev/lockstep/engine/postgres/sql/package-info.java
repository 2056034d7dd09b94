/// PostgreSQL's lexical structure: cuts a script into statements exactly as psql does.
///
/// [SqlLexer] is the entry; it yields [SqlStatement]s, each with its text, its place and its
/// [StatementKind]. `SqlScanner` and `CharScanner` walk the characters, [Token] and [TokenKind] are
/// tokens, [TokenCursor] goes over them and reads [Name]s, `StandardStringsTracker` follows
/// `standard_conforming_strings`, `PsqlCommands` and [CopyData] are what psql understands beside
/// SQL. [Sql] and [SqlIdentifier] write and read quoted names and literals, and [InvisibleLetter]
/// names letters that no editor shows.
///
/// Text only: nothing here knows a connection.
@NullMarked
package dev.lockstep.engine.postgres.sql;

import org.jspecify.annotations.NullMarked;
