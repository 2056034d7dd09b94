package dev.lockstep.operator.migration.decision;

import dev.lockstep.operator.migration.decision.RecordedState.Snapshot;
import dev.lockstep.schema.SchemaVersion;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// The range of versions that a database may have if a run has left no report since it was read.
///
/// @param lowest the lowest version, empty if the database may record none
/// @param highest the highest version, empty if it is unknown
public record VersionRange(Optional<SchemaVersion> lowest, Optional<SchemaVersion> highest) {
  /// The range if nothing is known except that the database was read once.
  public static final VersionRange UNKNOWN = new VersionRange(Optional.empty(), Optional.empty());

  private static final BinaryOperator<SchemaVersion> LOWER =
      BinaryOperator.minBy(Comparator.naturalOrder());
  private static final BinaryOperator<SchemaVersion> HIGHER =
      BinaryOperator.maxBy(Comparator.naturalOrder());

  /// Returns the range after a run that left no report: from the version before it to the target of
  /// the run, in either direction.
  ///
  /// @param target the target of the run, empty if it is unknown
  /// @return empty if the database can only be at the version before the run
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
