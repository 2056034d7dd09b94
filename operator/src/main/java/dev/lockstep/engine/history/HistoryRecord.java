package dev.lockstep.engine.history;

import org.jspecify.annotations.Nullable;

/// Everything that the history records for one script.
///
/// @param row the part that planning needs
/// @param error the error of a failed script
/// @param appliedBy the database user who ran the script
/// @param runId the id of the run
public record HistoryRecord(
    HistoryRow row,
    @Nullable String description,
    @Nullable String error,
    @Nullable String appliedBy,
    @Nullable String runId) {}
