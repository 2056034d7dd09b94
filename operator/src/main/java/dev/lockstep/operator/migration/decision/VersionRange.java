package dev.lockstep.operator.migration.decision;

import dev.lockstep.operator.migration.decision.RecordedState.Snapshot;
import dev.lockstep.schema.SchemaVersion;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// Between which versions a database is when a run has left no report since it was read.
///
/// @param lowest empty where it can record none
/// @param highest empty where it is not known
public record VersionRange(Optional<SchemaVersion> lowest, Optional<SchemaVersion> highest) {
  /// Nothing is known but that something was read once.
  public static final VersionRange UNKNOWN = new VersionRange(Optional.empty(), Optional.empty());

  private static final BinaryOperator<SchemaVersion> LOWER =
      BinaryOperator.minBy(Comparator.naturalOrder());
  private static final BinaryOperator<SchemaVersion> HIGHER =
      BinaryOperator.maxBy(Comparator.naturalOrder());

  /// Where a database can be after a run that left no report: between where it was and where the
  /// run went, in either direction.
  ///
  /// @param target where the run went, empty where that is not known
  /// @return empty where it can be nowhere else than it was
  static Optional<VersionRange> after(Snapshot before, Optional<SchemaVersion> target) {
    Optional<SchemaVersion> recordedVersion = before.recordedVersion();
    if (recordedVersion.isEmpty() && before.possible().isEmpty()) {
      return Optional.of(new VersionRange(Optional.empty(), target));
    }
    VersionRange span =
        before.possible().orElseGet(() -> new VersionRange(recordedVersion, recordedVersion));
    var wider =
        new VersionRange(
            span.lowest().map(lowest -> target.map(to -> LOWER.apply(lowest, to)).orElse(lowest)),
            span.highest().flatMap(highest -> target.map(to -> HIGHER.apply(highest, to))));
    return Optional.of(wider).filter(one -> !one.isOnly(recordedVersion));
  }

  private boolean isOnly(Optional<SchemaVersion> version) {
    return lowest.isPresent() && lowest.equals(highest) && lowest.equals(version);
  }
}
