package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;
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

  /// The history as it would be with what was applied by others.
  public History with(Takeover takeover) {
    return new History(
        Stream.concat(
                records.stream(),
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
