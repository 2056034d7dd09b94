package dev.lockstep.engine.postgres.command;

import org.jspecify.annotations.Nullable;

/// One key of an index.
///
/// @param column the column; null for an expression
public record IndexKey(@Nullable String column) {}
