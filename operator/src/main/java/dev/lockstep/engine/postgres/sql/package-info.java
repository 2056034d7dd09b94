/// PostgreSQL's lexical structure: splits a script into statements exactly as psql does.
///
/// [SqlLexer] is the entry; it yields [SqlStatement]s, each with its text, its position and its
/// [StatementKind]. `SqlScanner` and `CharScanner` read the characters, [Token] and [TokenKind] are
/// tokens, [TokenCursor] reads tokens and [Name]s from left to right, `StandardStringsTracker`
/// tracks `standard_conforming_strings`, and `PsqlCommands` and [CopyData] are the parts of a
/// script that psql understands and the server does not. [Sql] and [SqlIdentifier] write and read
/// quoted names and literals, and [InvisibleLetter] reports characters that no editor shows.
///
/// Text only: nothing here uses a connection.
@NullMarked
package dev.lockstep.engine.postgres.sql;

import org.jspecify.annotations.NullMarked;
