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

/// The rows to record in a database without a Lockstep history before anything runs.
///
/// @param source the adopted history; null for a declared baseline
/// @param rows the scripts that count as applied
/// @param notes the checks that were not possible, as sentences
/// @param details the details of each audit row
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

  /// The history as it would be with these rows.
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

  /// The rows for the planner.
  public List<HistoryRow> historyRows() {
    return rows.stream().map(AdoptedRow::row).toList();
  }
}
