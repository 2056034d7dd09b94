package dev.lockstep.operator.migration;

import dev.lockstep.operator.migration.Facts.LastRun;
import dev.lockstep.operator.migration.Facts.Outcome;
import dev.lockstep.operator.migration.Facts.Reading;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureClass;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.RunReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Enters runs into the facts: that one began, how one ended. Pure.
final class Ledger {
  private Ledger() {}

  /// A run begins. Failures of other inputs do not count against it.
  static Facts begun(Facts facts, RunPlan plan, Instant now) {
    boolean sameInputs =
        facts.lastRun().filter(run -> run.inputs().equals(plan.made().inputs())).isPresent();
    Facts base = sameInputs ? facts : facts.withFailures(0, 0);
    return base.withNextRetry(Optional.empty())
        .withLastRun(
            new LastRun(
                plan.job(),
                plan.attempt(),
                plan.made().inputs(),
                plan.made().target().map(Object::toString),
                plan.made().retry(),
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of()));
  }

  /// A run that another operator, or an earlier life of this one, began.
  static Facts adopted(Facts facts, Run run) {
    return begun(
        facts,
        new RunPlan(run.job(), run.attempt(), run.purpose(), run.made(), List.of()),
        run.created());
  }

  /// The run in the facts has ended. One that left no report may have applied scripts before it
  /// ended: what was read before it says nothing any more, and no gate may open on it.
  static Facts ended(
      Facts facts, Run.MadeFor made, Run.End end, Instant at, Backoff backoff, Instant now) {
    return switch (end) {
      case Run.End.Reported(RunReport report) -> reported(facts, made, report, at, backoff, now);
      case Run.End.Disrupted(String message) ->
          failed(
              facts.withoutReading(),
              Failure.of(FailureKind.INTERRUPTED, message, null),
              at,
              backoff,
              now);
      case Run.End.Died(String message) ->
          failed(
              facts.withoutReading(),
              Failure.of(
                  FailureKind.RUNNER_DIED,
                  message,
                  "Look at the Job's log; where memory ran out, raise spec.job.resources."),
              at,
              backoff,
              now);
      case Run.End.DeadlineExceeded() ->
          failed(
              facts.withoutReading(),
              Failure.of(
                  FailureKind.TIMED_OUT,
                  "The run took longer than timeouts.job and was stopped.",
                  "Raise spec.timeouts.job, or split the script."),
              at,
              backoff,
              now);
    };
  }

  private static Facts reported(
      Facts facts, Run.MadeFor made, RunReport report, Instant at, Backoff backoff, Instant now) {
    Facts read =
        report.databaseRead() ? facts.withReading(readByRun(facts, made, report), at) : facts;
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
              "The runner exited with code %d and gave no reason.".formatted(report.exitCode()),
              "Look at the Job's log.");
    }
    Facts known =
        report.databaseRead() || !mayHaveRun(report, failure) ? read : read.withoutReading();
    return failed(known, failure, report.errors(), at, backoff, now);
  }

  /// Whether scripts may have been applied before a failure: after a lost connection a run comes
  /// back to the database, and may not reach it any more, or not be let in. What keeps it out names
  /// the script that was cut off.
  private static boolean mayHaveRun(RunReport report, Failure failure) {
    if (report.appliedNow() > 0 || !report.rolledBack().isEmpty()) {
      return true;
    }
    return switch (failure.kind()) {
      case UNEXPECTED,
          SCRIPT_FAILED,
          OUTCOME_UNKNOWN,
          SCRIPT_RETRYABLE,
          DATABASE_UNREACHABLE,
          TOO_MANY_CONNECTIONS,
          DATABASE_READ_ONLY,
          POOLER_DETECTED,
          TLS_FAILED,
          LOCK_HELD,
          RUNNER_DIED,
          TIMED_OUT,
          INTERRUPTED ->
          true;
      case AUTHENTICATION_FAILED, DATABASE_NOT_FOUND, PRIVILEGE_MISSING, SERVER_UNSUPPORTED ->
          failure.script() != null;
      case USAGE,
          SCRIPTS_REFUSED,
          CHECKSUM_MISMATCH,
          UNKNOWN_APPLIED,
          OUT_OF_ORDER,
          TARGET_BELOW_RECORDED,
          UNDO_MISSING,
          HISTORY_UNUSABLE,
          PRIOR_HISTORY,
          ADOPTION_REFUSED,
          BASELINE_REFUSED,
          SECRET_NOT_FOUND,
          SECRET_KEY_MISSING,
          POD_NOT_CREATED,
          SCRIPTS_CHANGED ->
          false;
    };
  }

  /// What the report of a run says of the database. A run that changed nothing has not looked for
  /// drift either: it stays as it was.
  private static Reading readByRun(Facts facts, Run.MadeFor made, RunReport report) {
    Reading read = reading(made, report);
    return report.appliedNow() > 0 || !report.rolledBack().isEmpty()
        ? read
        : facts
            .reading()
            .filter(before -> before.database().equals(made.database()))
            .map(before -> read.withDrift(before.drift()))
            .orElse(read);
  }

  /// What a report says of the database.
  static Reading reading(Run.MadeFor made, RunReport report) {
    return new Reading(
            Optional.ofNullable(report.version()),
            made.database(),
            report.appliedCount(),
            report.pendingCount(),
            report.pending(),
            made.scriptsDigest(),
            report.history(),
            List.of())
        .withDrift(report.drift());
  }

  /// The run in the facts failed.
  static Facts failed(Facts facts, Failure failure, Instant at, Backoff backoff, Instant now) {
    return failed(facts, failure, List.of(), at, backoff, now);
  }

  private static Facts failed(
      Facts facts, Failure failure, List<String> errors, Instant at, Backoff backoff, Instant now) {
    LastRun run = lastRun(facts);
    FailureClass failureClass = failure.failureClass();
    Outcome outcome =
        failureClass == FailureClass.INTERRUPTED ? Outcome.INTERRUPTED : Outcome.FAILED;
    int failures = facts.failures() + 1;
    int counted = facts.countedAttempts() + (failureClass == FailureClass.TRANSIENT ? 1 : 0);
    Optional<Instant> retry =
        switch (failureClass) {
          case PERMANENT -> Optional.empty();
          case INTERRUPTED -> Optional.of(now.plus(backoff.brief(failures, run.job())));
          case TRANSIENT, ENVIRONMENT -> Optional.of(now.plus(backoff.after(failures, run.job())));
        };
    return facts
        .withFailures(failures, counted)
        .withNextRetry(retry)
        .withLastRun(run.ended(at, outcome, Optional.of(failure), errors));
  }

  private static LastRun lastRun(Facts facts) {
    return facts.lastRun().orElseThrow();
  }
}
