package dev.lockstep.runner.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRow;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A schema at a glance.
///
/// @param healthy whether nothing failed, nothing is pending, and scripts and history agree
/// @param total how many scripts there are
/// @param applied how many of all that are recorded are applied
/// @param failed how many have failed and are not applied
/// @param pending how many are to be applied, as far as the scripts are known
/// @param lastAppliedAt when the last one was applied
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
