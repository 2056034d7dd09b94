package dev.lockstep.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a database without a history of ours is to record before anything runs.
///
/// @param source the history that it is taken from; null when a person declared it
/// @param rows what counts as applied
/// @param notes what could not be checked, as sentences
/// @param details what the audit is to say of each row
public record Takeover(
    @Nullable PriorHistory source,
    List<Inherited> rows,
    List<String> notes,
    Map<String, String> details) {
  public Takeover {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
    details = Map.copyOf(details);
  }

  /// The rows as the planner takes them.
  public List<HistoryRow> historyRows() {
    return rows.stream().map(Inherited::row).toList();
  }
}
