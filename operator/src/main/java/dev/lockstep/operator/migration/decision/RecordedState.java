package dev.lockstep.operator.migration.decision;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.HistoryEntry;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The recorded facts about the database and the last run: the part of the status that is read from
/// reports. The status carries them from pass to pass, and the report of a run replaces them as a
/// whole.
///
/// @param snapshot the result of the last run that read the history
/// @param lastRun the last attempt
/// @param failures the number of runs that failed in a row since the inputs changed, of any class;
///   determines the backoff
/// @param countedAttempts the number of these that count against `retry.maxAttempts`
/// @param lastVerifiedAt the time at which the history was last read
/// @param nextRetryAt the time at which the next attempt is due
/// @param lastRetry the last value of the retry annotation that was answered
public record RecordedState(
    Optional<Snapshot> snapshot,
    Optional<LastRun> lastRun,
    int failures,
    int countedAttempts,
    Optional<Instant> lastVerifiedAt,
    Optional<Instant> nextRetryAt,
    Optional<String> lastRetry) {

  public static final RecordedState NONE =
      new RecordedState(
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /// The result of reading the history of a database.
  ///
  /// @param version the recorded version
  /// @param possible the range of versions that the database may have, if a run has left no report
  ///   since
  /// @param database the identity of the database
  /// @param drift the objects that were changed outside Lockstep at the last verification, at most
  ///   [#MOST_DRIFT]
  public record Snapshot(
      Optional<String> version,
      Optional<VersionRange> possible,
      String database,
      int appliedCount,
      int pendingCount,
      List<String> pending,
      String scriptsDigest,
      List<HistoryEntry> history,
      List<String> drift) {
    /// The maximum number of objects; more are of no use in a status.
    static final int MOST_DRIFT = 20;

    Optional<SchemaVersion> recordedVersion() {
      return version.flatMap(SchemaVersion::tryParse);
    }

    /// The lowest version that the database may record, as far as it is known.
    Optional<SchemaVersion> lowest() {
      return possible.map(VersionRange::lowest).orElseGet(this::recordedVersion);
    }

    /// The highest version that the database may record, as far as it is known.
    Optional<SchemaVersion> highest() {
      return possible.map(VersionRange::highest).orElseGet(this::recordedVersion);
    }

    /// Returns whether the database may record a newer version than the given one.
    boolean mayBeAbove(SchemaVersion other) {
      return possible
          .map(span -> span.highest().map(highest -> highest.compareTo(other) > 0).orElse(true))
          .orElseGet(
              () -> recordedVersion().filter(version -> version.compareTo(other) > 0).isPresent());
    }

    private Snapshot with(Optional<VersionRange> span) {
      return new Snapshot(
          version,
          span,
          database,
          appliedCount,
          pendingCount,
          pending,
          scriptsDigest,
          history,
          drift);
    }

    public Snapshot withDrift(List<String> objects) {
      return new Snapshot(
          version,
          possible,
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
  /// @param inputsDigest the digest of its inputs, to detect whether they have changed
  /// @param target the target version
  /// @param retry the value of the retry annotation that it answers
  /// @param finishedAt absent while it is in progress
  /// @param failureBefore why the previous attempt failed, while this one is in progress
  /// @param warnings warnings that did not stop it
  public record LastRun(
      String job,
      int attempt,
      String inputsDigest,
      Optional<String> target,
      Optional<String> retry,
      Instant startedAt,
      Optional<Instant> finishedAt,
      Optional<Outcome> outcome,
      Optional<Failure> failure,
      Optional<String> failureBefore,
      List<String> errors,
      List<String> warnings) {
    /// The maximum number of warnings; more are of no use in a status.
    static final int MOST_WARNINGS = 20;

    public boolean underWay() {
      return finishedAt.isEmpty();
    }

    public boolean succeeded() {
      return outcome.filter(Outcome.SUCCEEDED::equals).isPresent();
    }

    LastRun ended(Instant at, Outcome how, Optional<Failure> why, List<String> furtherErrors) {
      return new LastRun(
          job,
          attempt,
          inputsDigest,
          target,
          retry,
          startedAt,
          Optional.of(at),
          Optional.of(how),
          why,
          Optional.empty(),
          furtherErrors,
          warnings);
    }

    public LastRun warned(List<String> sentences) {
      return new LastRun(
          job,
          attempt,
          inputsDigest,
          target,
          retry,
          startedAt,
          finishedAt,
          outcome,
          failure,
          failureBefore,
          errors,
          sentences.size() <= MOST_WARNINGS ? sentences : sentences.subList(0, MOST_WARNINGS));
    }
  }

  /// The outcome of an attempt.
  public enum Outcome {
    SUCCEEDED("Succeeded"),
    FAILED("Failed"),
    INTERRUPTED("Interrupted");

    private final String label;

    Outcome(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public RecordedState withSnapshot(Snapshot read, Instant at) {
    return new RecordedState(
        Optional.of(read),
        lastRun,
        failures,
        countedAttempts,
        Optional.of(at),
        nextRetryAt,
        lastRetry);
  }

  /// The objects that were changed outside Lockstep, as far as they are known.
  public List<String> drift() {
    return snapshot.map(Snapshot::drift).orElseGet(List::of);
  }

  /// Returns whether a run to a version would take the schema further than it is known to be. Pods
  /// hold back no other run, because the changes that break them have already happened.
  boolean mayBeBelow(SchemaVersion target) {
    return snapshot
        .flatMap(Snapshot::lowest)
        .filter(lowest -> lowest.compareTo(target) >= 0)
        .isEmpty();
  }

  /// The warnings of the last attempt.
  public List<String> warnings() {
    return lastRun.map(LastRun::warnings).orElseGet(List::of);
  }

  /// Returns the state after a run that left no report. The previous reading still bounds the
  /// versions that the database may have.
  RecordedState afterLostRun() {
    Optional<SchemaVersion> target =
        lastRun.flatMap(LastRun::target).flatMap(SchemaVersion::tryParse);
    return with(snapshot.map(read -> read.with(VersionRange.after(read, target))));
  }

  /// Returns whether the version must be read again before it is certain.
  boolean isUncertain() {
    return snapshot
        .map(read -> read.possible().isPresent())
        .orElseGet(
            () -> lastRun.filter(run -> !run.underWay()).filter(RunRecorder::wasLost).isPresent());
  }

  RecordedState withoutSnapshot() {
    return with(Optional.empty());
  }

  private RecordedState with(Optional<Snapshot> read) {
    return new RecordedState(
        read, lastRun, failures, countedAttempts, lastVerifiedAt, nextRetryAt, lastRetry);
  }

  public RecordedState withLastRun(LastRun run) {
    return new RecordedState(
        snapshot,
        Optional.of(run),
        failures,
        countedAttempts,
        lastVerifiedAt,
        nextRetryAt,
        run.retry().or(() -> lastRetry));
  }

  RecordedState withFailures(int inARow, int counted) {
    return new RecordedState(
        snapshot, lastRun, inARow, counted, lastVerifiedAt, nextRetryAt, lastRetry);
  }

  RecordedState withNextRetry(Optional<Instant> at) {
    return new RecordedState(
        snapshot, lastRun, failures, countedAttempts, lastVerifiedAt, at, lastRetry);
  }
}
