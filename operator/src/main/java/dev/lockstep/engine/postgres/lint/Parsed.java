package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.postgres.SqlStatement;

/// A statement that was read.
///
/// @param transaction which of the script's transactions it is in; statements of one transaction
///   have the same number
record Parsed(SqlStatement statement, Command command, int transaction) {}
