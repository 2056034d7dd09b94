package dev.lockstep.engine.history;

import java.util.Objects;
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
    @Nullable String runId) {
  /// A record's own equality is generated at run time, which takes 20 ms.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HistoryRecord that
        && row.equals(that.row)
        && Objects.equals(description, that.description)
        && Objects.equals(error, that.error)
        && Objects.equals(appliedBy, that.appliedBy)
        && Objects.equals(runId, that.runId);
  }

  @Override
  public int hashCode() {
    return row.hashCode();
  }
}
