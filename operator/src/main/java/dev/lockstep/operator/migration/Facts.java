package dev.lockstep.operator.migration;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.HistoryEntry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is known of the database and of the last run: the part of the status that is read from
/// reports. It is carried from pass to pass in the status and replaced as a whole when a run
/// reports.
///
/// @param reading what the last run that read the history found there
/// @param lastRun the last attempt
/// @param failures how many runs failed in a row since the inputs changed, of any class; sets the
///   backoff
/// @param countedAttempts how many of them count against `retry.maxAttempts`
/// @param lastVerifiedAt when the history was last read
/// @param nextRetryAt when the next attempt is due
/// @param lastRetry the value of the retry annotation that was answered last
record Facts(
    Optional<Reading> reading,
    Optional<LastRun> lastRun,
    int failures,
    int countedAttempts,
    Optional<Instant> lastVerifiedAt,
    Optional<Instant> nextRetryAt,
    Optional<String> lastRetry) {

  static final Facts NONE =
      new Facts(
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// What a run found in a database's history.
  ///
  /// @param version the recorded version
  /// @param database which database it was read from
  /// @param drift the objects that other hands had changed when it was last verified, at most
  ///   [#MOST_DRIFT]
  record Reading(
      Optional<String> version,
      String database,
      int appliedCount,
      int pendingCount,
      List<String> pending,
      String scriptsDigest,
      List<HistoryEntry> history,
      List<String> drift) {
    /// More is of no use in a status.
    static final int MOST_DRIFT = 20;

    Reading withDrift(List<String> objects) {
      return new Reading(
          version,
          database,
          appliedCount,
          pendingCount,
          pending,
          scriptsDigest,
          history,
          objects.size() <= MOST_DRIFT ? objects : objects.subList(0, MOST_DRIFT));
    }
  }

  /// The last attempt.
  ///
  /// @param inputs what it was made for, to tell whether it is still the answer
  /// @param target the version that it goes to
  /// @param retry the value of the retry annotation that it answers
  /// @param finishedAt absent while it is under way
  record LastRun(
      String job,
      int attempt,
      String inputs,
      Optional<String> target,
      Optional<String> retry,
      Instant startedAt,
      Optional<Instant> finishedAt,
      Optional<Outcome> outcome,
      Optional<Failure> failure,
      List<String> errors) {

    boolean underWay() {
      return finishedAt.isEmpty();
    }

    boolean succeeded() {
      return outcome.filter(Outcome.SUCCEEDED::equals).isPresent();
    }

    LastRun ended(Instant at, Outcome how, Optional<Failure> why, List<String> furtherErrors) {
      return new LastRun(
          job,
          attempt,
          inputs,
          target,
          retry,
          startedAt,
          Optional.of(at),
          Optional.of(how),
          why,
          furtherErrors);
    }
  }

  /// How an attempt ended.
  enum Outcome {
    SUCCEEDED("Succeeded"),
    FAILED("Failed"),
    INTERRUPTED("Interrupted");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  Facts withReading(Reading read, Instant at) {
    return new Facts(
        Optional.of(read),
        lastRun,
        failures,
        countedAttempts,
        Optional.of(at),
        nextRetryAt,
        lastRetry);
  }

  /// The objects that other hands have changed, as far as it is known.
  List<String> drift() {
    return reading.map(Reading::drift).orElseGet(List::of);
  }

  Facts withoutReading() {
    return new Facts(
        Optional.empty(),
        lastRun,
        failures,
        countedAttempts,
        lastVerifiedAt,
        nextRetryAt,
        lastRetry);
  }

  Facts withLastRun(LastRun run) {
    return new Facts(
        reading,
        Optional.of(run),
        failures,
        countedAttempts,
        lastVerifiedAt,
        nextRetryAt,
        run.retry().or(() -> lastRetry));
  }

  Facts withFailures(int inARow, int counted) {
    return new Facts(reading, lastRun, inARow, counted, lastVerifiedAt, nextRetryAt, lastRetry);
  }

  Facts withNextRetry(Optional<Instant> at) {
    return new Facts(reading, lastRun, failures, countedAttempts, lastVerifiedAt, at, lastRetry);
  }
}
