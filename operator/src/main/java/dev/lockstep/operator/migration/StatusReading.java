package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.LastRun;
import dev.lockstep.api.v1alpha1.RunOutcome;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Translates between the status and the facts in it, in both directions.
final class StatusReading {
  private StatusReading() {}

  /// The facts that a status holds. One without a last run holds none: it is new, or somebody
  /// removed it.
  static Facts facts(@Nullable SchemaMigrationStatus status) {
    if (status == null || status.lastRun() == null || status.lastRun().job() == null) {
      return Facts.NONE;
    }
    return new Facts(
        reading(status),
        Optional.of(lastRun(status.lastRun(), status.lastRun().job())),
        orZero(status.failuresInARow()),
        orZero(status.failedAttempts()),
        RunReader.time(status.lastVerifiedAt()),
        RunReader.time(status.nextRetryAt()),
        Optional.ofNullable(status.lastRetry()));
  }

  private static int orZero(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static Optional<Facts.Reading> reading(SchemaMigrationStatus status) {
    return Optional.ofNullable(status.database())
        .map(
            database ->
                new Facts.Reading(
                    Optional.ofNullable(status.version()),
                    database,
                    orZero(status.appliedCount()),
                    orZero(status.pendingCount()),
                    status.pending(),
                    status.scriptsDigest() == null ? "" : status.scriptsDigest(),
                    status.history(),
                    status.drift()));
  }

  private static Facts.LastRun lastRun(LastRun run, String job) {
    return new Facts.LastRun(
        job,
        run.attempt(),
        run.inputs() == null ? "" : run.inputs(),
        Optional.ofNullable(run.target()),
        Optional.ofNullable(run.retry()),
        RunReader.time(run.startedAt()).orElse(Instant.EPOCH),
        RunReader.time(run.finishedAt()),
        Optional.ofNullable(run.outcome()).map(StatusReading::outcome),
        Optional.ofNullable(run.failure()),
        run.errors());
  }

  private static Facts.Outcome outcome(RunOutcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> Facts.Outcome.SUCCEEDED;
      case FAILED -> Facts.Outcome.FAILED;
      case INTERRUPTED -> Facts.Outcome.INTERRUPTED;
    };
  }

  /// The last run as the status shows it.
  static LastRun lastRun(Facts.LastRun run) {
    return new LastRun(
        run.job(),
        run.attempt(),
        run.inputs(),
        run.target().orElse(null),
        run.retry().orElse(null),
        run.startedAt().toString(),
        run.finishedAt().map(Instant::toString).orElse(null),
        run.outcome().map(StatusReading::outcome).orElse(null),
        run.failure().orElse(null),
        run.errors());
  }

  private static RunOutcome outcome(Facts.Outcome outcome) {
    return switch (outcome) {
      case SUCCEEDED -> RunOutcome.SUCCEEDED;
      case FAILED -> RunOutcome.FAILED;
      case INTERRUPTED -> RunOutcome.INTERRUPTED;
    };
  }
}
