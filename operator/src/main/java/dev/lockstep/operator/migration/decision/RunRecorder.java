package dev.lockstep.operator.migration.decision;

import dev.lockstep.operator.migration.decision.RecordedState.LastRun;
import dev.lockstep.operator.migration.decision.RecordedState.Outcome;
import dev.lockstep.operator.migration.decision.RecordedState.Snapshot;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureClass;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.RunReport;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Records the beginning and the end of runs in the state. Pure.
public final class RunRecorder {
  private static final Set<FailureKind> UNREPORTED =
      EnumSet.of(
          FailureKind.UNEXPECTED,
          FailureKind.RUNNER_DIED,
          FailureKind.TIMED_OUT,
          FailureKind.INTERRUPTED);

  private RunRecorder() {}

  /// Records that a run begins. Failures with other inputs do not count against it.
  static RecordedState begun(RecordedState recorded, RunPlan plan, Instant now) {
    boolean sameInputs =
        recorded
            .lastRun()
            .filter(run -> run.inputsDigest().equals(plan.inputs().digest()))
            .isPresent();
    RecordedState base = sameInputs ? recorded : recorded.withFailures(0, 0);
    return base.withNextRetry(Optional.empty())
        .withLastRun(
            new LastRun(
                plan.job(),
                plan.attempt(),
                plan.inputs().digest(),
                plan.inputs().target().map(Object::toString),
                plan.inputs().retry(),
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                failureBefore(base),
                List.of(),
                List.of()));
  }

  /// Returns why the previous attempt failed, if that concerns the next one.
  private static Optional<String> failureBefore(RecordedState recorded) {
    return recorded
        .lastRun()
        .filter(_ -> recorded.failures() > 0)
        .flatMap(LastRun::failure)
        .map(ConditionMessages::sentence);
  }

  /// Records a run that another operator, or an earlier process of this one, began.
  static RecordedState adopted(RecordedState recorded, Run run) {
    return begun(
        recorded,
        new RunPlan(run.job(), run.attempt(), run.purpose(), run.inputs(), List.of()),
        run.created());
  }

  /// Records the end of the last run. A run that left no report may have applied scripts before it
  /// ended, so the database is between the version last read and the target of the run.
  public static RecordedState ended(
      RecordedState recorded,
      Run.Inputs inputs,
      Run.End end,
      Instant at,
      Backoff backoff,
      Instant now) {
    return switch (end) {
      case Run.End.Reported(RunReport report) ->
          reported(recorded, inputs, report, at, backoff, now);
      case Run.End.Disrupted(String message) ->
          failed(
              recorded.afterLostRun(),
              Failure.of(FailureKind.INTERRUPTED, message, null),
              at,
              backoff,
              now);
      case Run.End.Died(String message) ->
          failed(
              recorded.afterLostRun(),
              Failure.of(
                  FailureKind.RUNNER_DIED,
                  message,
                  "Check the log of the Job; if it ran out of memory, raise spec.job.resources."),
              at,
              backoff,
              now);
      case Run.End.DeadlineExceeded() ->
          failed(
              recorded.afterLostRun(),
              Failure.of(
                  FailureKind.TIMED_OUT,
                  "The run took longer than timeouts.job and was stopped.",
                  "Raise spec.timeouts.job, or split the script."),
              at,
              backoff,
              now);
    };
  }

  private static RecordedState reported(
      RecordedState recorded,
      Run.Inputs inputs,
      RunReport report,
      Instant at,
      Backoff backoff,
      Instant now) {
    RecordedState warned = recorded.withLastRun(lastRun(recorded).warned(report.warnings()));
    RecordedState read =
        report.databaseRead()
            ? warned.withSnapshot(snapshotOfRun(warned, inputs, report), at)
            : warned;
    if (report.exitCode() == ExitCode.OK.code()) {
      return read.withFailures(0, 0)
          .withNextRetry(Optional.empty())
          .withLastRun(lastRun(read).ended(at, Outcome.SUCCEEDED, Optional.empty(), List.of()));
    }
    Failure failure = report.failure();
    if (failure == null) {
      failure =
          Failure.of(
              FailureKind.UNEXPECTED,
              "The runner exited with code %d without giving a reason."
                  .formatted(report.exitCode()),
              "Check the log of the Job.");
    }
    RecordedState known =
        report.databaseRead() || !mayHaveRun(report, failure) ? read : read.afterLostRun();
    return failed(known, failure, report.errors(), at, backoff, now);
  }

  /// Returns whether scripts may have been applied before a failure. After a lost connection a run
  /// connects again, and may then find the server unreachable or be rejected; such a failure names
  /// the script that was interrupted.
  private static boolean mayHaveRun(RunReport report, Failure failure) {
    return report.appliedNow() > 0 || !report.rolledBack().isEmpty() || mayHaveRun(failure);
  }

  private static boolean mayHaveRun(Failure failure) {
    return switch (failure.kind()) {
      case UNEXPECTED,
          SCRIPT_FAILED,
          OUTCOME_UNKNOWN,
          SCRIPT_RETRYABLE,
          RUNNER_DIED,
          TIMED_OUT,
          INTERRUPTED ->
          true;
      case DATABASE_UNREACHABLE,
          TOO_MANY_CONNECTIONS,
          DATABASE_READ_ONLY,
          POOLER_DETECTED,
          TLS_FAILED,
          LOCK_HELD,
          AUTHENTICATION_FAILED,
          DATABASE_NOT_FOUND,
          PRIVILEGE_MISSING,
          SERVER_UNSUPPORTED,
          HISTORY_UNUSABLE ->
          failure.script() != null;
      case USAGE,
          SCRIPTS_REFUSED,
          CHECKSUM_MISMATCH,
          UNKNOWN_APPLIED,
          OUT_OF_ORDER,
          TARGET_BELOW_RECORDED,
          UNDO_MISSING,
          PRIOR_HISTORY,
          ADOPTION_REFUSED,
          BASELINE_REFUSED,
          SECRET_NOT_FOUND,
          SECRET_KEY_MISSING,
          SECRET_INVALID,
          POD_NOT_CREATED,
          SCRIPTS_CHANGED ->
          false;
    };
  }

  /// Returns whether a run may have applied scripts that it did not report, judged by its failure
  /// alone, because there may be no earlier reading.
  static boolean wasLost(LastRun run) {
    return run.failure()
        .filter(failure -> UNREPORTED.contains(failure.kind()) || failure.script() != null)
        .isPresent();
  }

  /// Returns what the report of a run states about the database. A run that changed nothing has not
  /// checked for drift, so the recorded drift stays.
  private static Snapshot snapshotOfRun(
      RecordedState recorded, Run.Inputs inputs, RunReport report) {
    Snapshot read = snapshot(inputs, report);
    return report.appliedNow() > 0 || !report.rolledBack().isEmpty()
        ? read
        : recorded
            .snapshot()
            .filter(before -> before.database().equals(inputs.database()))
            .map(before -> read.withDrift(before.drift()))
            .orElse(read);
  }

  /// Returns what a report states about the database.
  static Snapshot snapshot(Run.Inputs inputs, RunReport report) {
    return new Snapshot(
            Optional.ofNullable(report.version()),
            Optional.empty(),
            inputs.database(),
            report.appliedCount(),
            report.pendingCount(),
            report.pending(),
            inputs.scriptsDigest(),
            report.history(),
            List.of())
        .withDrift(report.drift());
  }

  /// Records that the last run failed.
  static RecordedState failed(
      RecordedState recorded, Failure failure, Instant at, Backoff backoff, Instant now) {
    return failed(recorded, failure, List.of(), at, backoff, now);
  }

  private static RecordedState failed(
      RecordedState recorded,
      Failure failure,
      List<String> errors,
      Instant at,
      Backoff backoff,
      Instant now) {
    LastRun run = lastRun(recorded);
    FailureClass failureClass = failure.failureClass();
    Outcome outcome =
        failureClass == FailureClass.INTERRUPTED ? Outcome.INTERRUPTED : Outcome.FAILED;
    int failures = recorded.failures() + 1;
    int counted = recorded.countedAttempts() + (failureClass == FailureClass.TRANSIENT ? 1 : 0);
    Optional<Instant> retry =
        switch (failureClass) {
          case PERMANENT -> Optional.empty();
          case INTERRUPTED -> Optional.of(now.plus(backoff.brief(failures, run.job())));
          case TRANSIENT, ENVIRONMENT -> Optional.of(now.plus(backoff.after(failures, run.job())));
        };
    return recorded
        .withFailures(failures, counted)
        .withNextRetry(retry)
        .withLastRun(run.ended(at, outcome, Optional.of(failure), errors));
  }

  private static LastRun lastRun(RecordedState recorded) {
    return recorded.lastRun().orElseThrow();
  }
}
