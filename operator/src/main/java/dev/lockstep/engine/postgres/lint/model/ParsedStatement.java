package dev.lockstep.engine.postgres.lint.model;

import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.sql.SqlStatement;

/// A statement that was read.
///
/// @param transaction which of the script's transactions it is in; statements of one transaction
///   have the same number
public record ParsedStatement(SqlStatement statement, SqlCommand command, int transaction) {}
