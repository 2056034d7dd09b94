package dev.lockstep.engine.adoption;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRecord;
import dev.lockstep.engine.history.HistoryRow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a database without a history of ours is to record before anything runs.
///
/// @param source the history that it is taken from; null when a person declared it
/// @param rows what counts as applied
/// @param notes what could not be checked, as sentences
/// @param details what the audit is to say of each row
public record AdoptedHistory(
    @Nullable PriorHistory source,
    List<AdoptedRow> rows,
    List<String> notes,
    Map<String, String> details) {
  public AdoptedHistory {
    rows = List.copyOf(rows);
    notes = List.copyOf(notes);
    details = Map.copyOf(details);
  }

  /// The history as it would be with what was applied by others.
  public History over(History history) {
    Set<String> taken = rows.stream().map(each -> each.row().name()).collect(Collectors.toSet());
    return new History(
        Stream.concat(
                history.records().stream().filter(each -> !taken.contains(each.row().name())),
                rows.stream()
                    .map(
                        each ->
                            new HistoryRecord(
                                each.row(), each.description(), null, each.appliedBy(), null)))
            .toList());
  }

  /// The rows as the planner takes them.
  public List<HistoryRow> historyRows() {
    return rows.stream().map(AdoptedRow::row).toList();
  }
}
