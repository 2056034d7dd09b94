package dev.lockstep.operator.migration.decision;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.HistoryEntry;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is known of the database and of the last run: the part of the status that is read from
/// reports. It is carried from pass to pass in the status and replaced as a whole when a run
/// reports.
///
/// @param snapshot what the last run that read the history found there
/// @param lastRun the last attempt
/// @param failures how many runs failed in a row since the inputs changed, of any class; sets the
///   backoff
/// @param countedAttempts how many of them count against `retry.maxAttempts`
/// @param lastVerifiedAt when the history was last read
/// @param nextRetryAt when the next attempt is due
/// @param lastRetry the value of the retry annotation that was answered last
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

  /// What a run found in a database's history.
  ///
  /// @param version the recorded version
  /// @param possible where the database can be, when a run has left no report since
  /// @param database which database it was read from
  /// @param drift the objects that were changed outside Lockstep when it was last verified, at most
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
    /// More is of no use in a status.
    static final int MOST_DRIFT = 20;

    Optional<SchemaVersion> recordedVersion() {
      return version.flatMap(SchemaVersion::tryParse);
    }

    /// The version that the database records at least, as far as it is known.
    Optional<SchemaVersion> lowest() {
      return possible.map(VersionRange::lowest).orElseGet(this::recordedVersion);
    }

    /// The version that the database records at most, as far as it is known.
    Optional<SchemaVersion> highest() {
      return possible.map(VersionRange::highest).orElseGet(this::recordedVersion);
    }

    /// Whether the database may record a newer version than this one.
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
  /// @param inputsDigest what it was made for, to tell whether it is still the answer
  /// @param target the version that it goes to
  /// @param retry the value of the retry annotation that it answers
  /// @param finishedAt absent while it is under way
  /// @param failureBefore why the attempt before failed, while this one is under way
  /// @param warnings what went through and somebody should look at
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
    /// More is of no use in a status.
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

  /// How an attempt ended.
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

  /// The objects that were changed outside Lockstep, as far as it is known.
  public List<String> drift() {
    return snapshot.map(Snapshot::drift).orElseGet(List::of);
  }

  /// Whether a run to a version would take the schema further than it is known to be. Pods hold
  /// back no other run: what they do not bear has happened already.
  boolean mayBeBelow(SchemaVersion target) {
    return snapshot
        .flatMap(Snapshot::lowest)
        .filter(lowest -> lowest.compareTo(target) >= 0)
        .isEmpty();
  }

  /// What the last attempt warned of.
  public List<String> warnings() {
    return lastRun.map(LastRun::warnings).orElseGet(List::of);
  }

  /// After a run that left no report: what was read before it still says between which versions the
  /// database is.
  RecordedState afterLostRun() {
    Optional<SchemaVersion> target =
        lastRun.flatMap(LastRun::target).flatMap(SchemaVersion::tryParse);
    return with(snapshot.map(read -> read.with(VersionRange.after(read, target))));
  }

  /// Whether the version has to be read anew before it is certain.
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
