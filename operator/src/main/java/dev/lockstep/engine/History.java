package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a database records, as it was read at one moment.
///
/// @param records one for each script, oldest first
public record History(List<HistoryRecord> records) {
  /// A database in which nothing is recorded.
  public static final History NONE = new History(List.of());

  public History {
    records = List.copyOf(records);
  }

  /// Whether nothing was ever done here: a script that failed was rolled back, and says nothing of
  /// what was there before it.
  public boolean recordsNothing() {
    return rows().stream().allMatch(row -> row.status() == HistoryRow.Status.FAILURE);
  }

  /// The history as it would be with what was applied by others.
  public History with(Takeover takeover) {
    Set<String> taken =
        takeover.rows().stream().map(each -> each.row().name()).collect(Collectors.toSet());
    return new History(
        Stream.concat(
                records.stream().filter(each -> !taken.contains(each.row().name())),
                takeover.rows().stream()
                    .map(
                        each ->
                            new HistoryRecord(
                                each.row(), each.description(), null, each.appliedBy(), null)))
            .toList());
  }

  /// The rows, as the planner takes them.
  public List<HistoryRow> rows() {
    return records.stream().map(HistoryRecord::row).toList();
  }

  /// The newest version that is applied.
  public Optional<SchemaVersion> version() {
    return Planner.recordedVersion(rows());
  }

  /// How many scripts are applied.
  public int appliedCount() {
    return (int) rows().stream().filter(HistoryRow::isApplied).count();
  }
}
