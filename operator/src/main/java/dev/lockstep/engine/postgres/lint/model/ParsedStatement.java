package dev.lockstep.engine.postgres.lint.model;

import dev.lockstep.engine.postgres.command.SqlCommand;
import dev.lockstep.engine.postgres.sql.SqlStatement;

/// A statement and its parsed command.
///
/// @param transaction the number of the script's transaction in which it runs; statements of one
///   transaction have the same number
public record ParsedStatement(SqlStatement statement, SqlCommand command, int transaction) {}
