package dev.lockstep.runner.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The state of a schema in numbers.
///
/// @param healthy whether nothing failed, nothing is pending, and scripts and history agree
/// @param total the number of scripts
/// @param applied the number of applied scripts in the history
/// @param failed the number of scripts that failed and are not applied
/// @param pending the number of pending scripts; 0 if no scripts are given
/// @param lastAppliedAt when the last script was applied
@JsonInclude(JsonInclude.Include.NON_NULL)
record Health(
    boolean healthy,
    int total,
    int applied,
    int failed,
    int pending,
    @Nullable String lastAppliedAt) {

  static @Nullable String lastAppliedAt(History history) {
    return history.rows().stream()
        .filter(HistoryRow::isApplied)
        .map(HistoryRow::appliedAt)
        .filter(Objects::nonNull)
        .max(Comparator.<@Nullable Instant, Instant>comparing(Objects::requireNonNull))
        .map(Instant::toString)
        .orElse(null);
  }
}
