package dev.lockstep.operator.migration.status;

import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.api.v1alpha1.status.LastRun;
import dev.lockstep.api.v1alpha1.status.PossibleVersions;
import dev.lockstep.api.v1alpha1.status.RunOutcome;
import dev.lockstep.operator.kube.DatabaseIdentity;
import dev.lockstep.operator.kube.Timestamps;
import dev.lockstep.operator.migration.decision.RecordedState;
import dev.lockstep.operator.migration.decision.VersionRange;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the facts that a status records.
public final class StatusReader {
  private StatusReader() {}

  /// Returns the recorded facts. A status without a last run has none: the resource is new, or a
  /// user removed them.
  public static RecordedState recorded(@Nullable SchemaMigrationStatus status) {
    if (status == null || status.lastRun() == null || status.lastRun().job() == null) {
      return RecordedState.NONE;
    }
    return new RecordedState(
        snapshot(status),
        Optional.of(lastRun(status.lastRun(), status.lastRun().job())),
        orZero(status.failuresInARow()),
        orZero(status.failedAttempts()),
        Timestamps.parse(status.lastVerifiedAt()),
        Timestamps.parse(status.nextRetryAt()),
        Optional.ofNullable(status.lastRetry()));
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static Optional<RecordedState.Snapshot> snapshot(SchemaMigrationStatus status) {
    return Optional.ofNullable(status.database())
        .map(
            database ->
                new RecordedState.Snapshot(
                    Optional.ofNullable(status.version()),
                    possible(database, status.possibleVersions()),
                    DatabaseIdentity.read(database),
                    orZero(status.appliedCount()),
                    orZero(status.pendingCount()),
                    status.pending(),
                    status.scriptsDigest() == null ? "" : status.scriptsDigest(),
                    status.history(),
                    status.drift()));
  }

  private static Optional<VersionRange> possible(
      String database, @Nullable PossibleVersions versions) {
    if (versions == null) {
      return DatabaseIdentity.isUncertain(database)
          ? Optional.of(VersionRange.UNKNOWN)
          : Optional.empty();
    }
    return Optional.of(
        new VersionRange(
            Optional.ofNullable(versions.lowest()).flatMap(SchemaVersion::tryParse),
            Optional.ofNullable(versions.highest()).flatMap(SchemaVersion::tryParse)));
  }

  private static RecordedState.LastRun lastRun(LastRun run, String job) {
    return new RecordedState.LastRun(
        job,
        run.attempt(),
        run.inputs() == null ? "" : run.inputs(),
        Optional.ofNullable(run.target()),
        Optional.ofNullable(run.retry()),
        Timestamps.parse(run.startedAt()).orElse(Instant.EPOCH),
        Timestamps.parse(run.finishedAt()),
        Optional.ofNullable(run.outcome()).map(StatusReader::outcome),
        Optional.ofNullable(run.failure()),
        Optional.ofNullable(run.failureBefore()),
        run.errors(),
        run.warnings());
  }

  private static RecordedState.Outcome outcome(RunOutcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> RecordedState.Outcome.SUCCEEDED;
      case FAILED -> RecordedState.Outcome.FAILED;
      case INTERRUPTED -> RecordedState.Outcome.INTERRUPTED;
    };
  }
}
