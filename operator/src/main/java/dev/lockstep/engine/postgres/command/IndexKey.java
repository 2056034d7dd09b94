package dev.lockstep.engine.postgres.command;

import org.jspecify.annotations.Nullable;

/// One element of an index.
///
/// @param column the column that it names; null for an expression
public record IndexKey(@Nullable String column) {}
