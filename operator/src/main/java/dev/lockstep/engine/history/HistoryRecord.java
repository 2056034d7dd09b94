package dev.lockstep.engine.history;

import org.jspecify.annotations.Nullable;

/// All that the history says of one script.
///
/// @param row what planning needs of it
/// @param error why it failed
/// @param appliedBy the database user who ran it
/// @param runId the run
public record HistoryRecord(
    HistoryRow row,
    @Nullable String description,
    @Nullable String error,
    @Nullable String appliedBy,
    @Nullable String runId) {}
