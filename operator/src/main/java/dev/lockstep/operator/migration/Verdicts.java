package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.operator.migration.Facts.LastRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;

/// The sentences of the conditions. They hold nothing that changes from pass to pass, so that an
/// unchanged state writes nothing.
final class Verdicts {
  private Verdicts() {}

  static Verdict inStep(Facts facts) {
    return facts
        .reading()
        .map(
            read ->
                new Verdict.InStep(
                    read.version()
                        .map(
                            version ->
                                "The database records version %s; %s%s."
                                    .formatted(
                                        version,
                                        applied(read.appliedCount()),
                                        facts.drift().isEmpty()
                                            ? ""
                                            : "; " + changed(facts.drift().size())))
                        .orElse("There are no scripts to apply.")))
        .orElseThrow();
  }

  private static String applied(int count) {
    return count == 1 ? "1 script is applied" : count + " scripts are applied";
  }

  /// What other hands have changed, where it is not what was known before.
  static Optional<String> newDrift(Facts before, Facts now) {
    return now.drift().isEmpty() || now.drift().equals(before.drift())
        ? Optional.empty()
        : Optional.of(
            "%s since the last run that applied something: %s."
                .formatted(changed(now.drift().size()), String.join("; ", now.drift())));
  }

  private static String changed(int objects) {
    if (objects == 1) {
      return "1 object was changed by other hands";
    }
    String number = objects < Facts.Reading.MOST_DRIFT ? "" : " or more";
    return "%d%s objects were changed by other hands".formatted(objects, number);
  }

  static Verdict starting(RunPlan plan, Facts before) {
    String after =
        before
            .lastRun()
            .flatMap(LastRun::failure)
            .filter(_ -> before.failures() > 0)
            .map(failure -> " The last attempt: " + sentence(failure))
            .orElse("");
    return new Verdict.Working(
        ConditionReason.STARTING,
        "The Job %s is being started.%s%s".formatted(plan.job(), setBack(plan, before), after));
  }

  /// Why a run follows one that had reached all that it was to reach.
  private static String setBack(RunPlan plan, Facts before) {
    return before
        .lastRun()
        .filter(run -> run.succeeded() && run.inputs().equals(plan.made().inputs()))
        .flatMap(LastRun::target)
        .flatMap(SchemaVersion::tryParse)
        .filter(reached -> before.reading().isPresent() && Decider.advances(before, reached))
        .map(
            reached ->
                " The database was at version %s and records %s now, as after the restore of an older backup."
                    .formatted(
                        reached,
                        before
                            .reading()
                            .flatMap(Facts.Reading::version)
                            .map(now -> "version " + now)
                            .orElse("no version")))
        .orElse("");
  }

  static Verdict starting(Run run) {
    return new Verdict.Working(
        ConditionReason.STARTING, "The Job %s is being started.".formatted(run.job()));
  }

  static Verdict running(Run run) {
    String goal = run.made().target().map(version -> " up to version " + version).orElse("");
    return new Verdict.Working(
        ConditionReason.RUNNING,
        "The Job %s is applying the pending scripts%s.".formatted(run.job(), goal));
  }

  static Verdict goingBack(Run run) {
    return new Verdict.Working(
        ConditionReason.RUNNING,
        "The Job %s is going back to version %s."
            .formatted(run.job(), run.made().target().orElseThrow()));
  }

  static Verdict obstacle(Run.Obstacle obstacle) {
    return switch (obstacle.kind()) {
      case UNSCHEDULABLE ->
          new Verdict.Working(ConditionReason.POD_UNSCHEDULABLE, obstacle.message());
      case CONTAINER -> new Verdict.Working(ConditionReason.POD_NOT_STARTED, obstacle.message());
    };
  }

  static Verdict heldBack(TargetCap cap, SchemaVersion desired, List<Workload> workloads) {
    Optional<String> deadlock = TargetCap.deadlockedOwner(workloads);
    if (deadlock.isPresent()) {
      return new Verdict.Stalled(
          ConditionReason.WINDOWS_DISJOINT,
          ("The running and the waiting pods of %s need versions that exclude each other, so neither can give way:"
                  + " release a version in between that works with both.")
              .formatted(deadlock.get()));
    }
    return new Verdict.Working(
        ConditionReason.WAITING_FOR_WORKLOADS,
        "Version %s waits until pods that need an older schema are gone: %s."
            .formatted(desired, cap.owners()));
  }

  static Verdict heldBack(GoingBack back) {
    return new Verdict.Working(
        ConditionReason.WAITING_FOR_WORKLOADS,
        "Going back to version %s waits until pods that need a newer schema are gone: %s."
            .formatted(back.target(), back.owners()));
  }

  /// What a failed run means for the resource.
  static Verdict ofFailure(LastRun last, int countedAttempts, int maxAttempts) {
    Failure failure =
        last.failure()
            .orElseGet(
                () -> Failure.of(FailureKind.UNEXPECTED, "The last run left no reason.", null));
    String message = sentence(failure) + further(last.errors());
    return switch (failure.failureClass()) {
      case PERMANENT -> new Verdict.Stalled(reason(failure.kind()), message);
      case TRANSIENT ->
          countedAttempts >= maxAttempts
              ? new Verdict.Stalled(
                  ConditionReason.RETRIES_EXHAUSTED,
                  "%d attempts failed. The last: %s".formatted(countedAttempts, message))
              : new Verdict.Working(reason(failure.kind()), message);
      case ENVIRONMENT, INTERRUPTED -> new Verdict.Working(reason(failure.kind()), message);
    };
  }

  private static String further(List<String> errors) {
    return errors.isEmpty() ? "" : " Also: " + String.join(" ", errors);
  }

  /// The failure as one sentence, with its place, unless the runner has put that first already, and
  /// the way out.
  static String sentence(Failure failure) {
    var text = new StringBuilder();
    if (failure.script() != null && !failure.message().startsWith(failure.script())) {
      text.append(failure.script());
      if (failure.statement() != null) {
        text.append(", statement ").append(failure.statement());
      }
      if (failure.line() != null) {
        text.append(", line ").append(failure.line());
      }
      text.append(": ");
    }
    text.append(failure.message());
    if (failure.sqlState() != null && !failure.message().contains(failure.sqlState())) {
      text.append(" (SQLSTATE ").append(failure.sqlState()).append(')');
    }
    if (failure.hint() != null) {
      text.append(text.toString().endsWith(".") ? " " : ". ").append(failure.hint());
    }
    return text.toString();
  }

  static ConditionReason reason(FailureKind kind) {
    return switch (kind) {
      case UNEXPECTED, RUNNER_DIED -> ConditionReason.RUNNER_FAILED;
      case USAGE -> ConditionReason.INVALID_SPEC;
      case SCRIPTS_REFUSED -> ConditionReason.SCRIPTS_REFUSED;
      case CHECKSUM_MISMATCH -> ConditionReason.CHECKSUM_MISMATCH;
      case UNKNOWN_APPLIED -> ConditionReason.UNKNOWN_APPLIED;
      case OUT_OF_ORDER -> ConditionReason.OUT_OF_ORDER;
      case TARGET_BELOW_RECORDED -> ConditionReason.TARGET_BELOW_RECORDED;
      case UNDO_MISSING -> ConditionReason.UNDO_MISSING;
      case HISTORY_UNUSABLE -> ConditionReason.HISTORY_UNUSABLE;
      case PRIOR_HISTORY -> ConditionReason.PRIOR_HISTORY;
      case ADOPTION_REFUSED -> ConditionReason.ADOPTION_REFUSED;
      case BASELINE_REFUSED -> ConditionReason.BASELINE_REFUSED;
      case SCRIPT_FAILED -> ConditionReason.SCRIPT_FAILED;
      case OUTCOME_UNKNOWN -> ConditionReason.OUTCOME_UNKNOWN;
      case SCRIPT_RETRYABLE -> ConditionReason.RETRYING;
      case SECRET_NOT_FOUND -> ConditionReason.SECRET_NOT_FOUND;
      case SECRET_KEY_MISSING -> ConditionReason.SECRET_KEY_MISSING;
      case DATABASE_UNREACHABLE -> ConditionReason.DATABASE_UNREACHABLE;
      case AUTHENTICATION_FAILED -> ConditionReason.AUTHENTICATION_FAILED;
      case DATABASE_NOT_FOUND -> ConditionReason.DATABASE_NOT_FOUND;
      case TOO_MANY_CONNECTIONS -> ConditionReason.TOO_MANY_CONNECTIONS;
      case PRIVILEGE_MISSING -> ConditionReason.PRIVILEGE_MISSING;
      case DATABASE_READ_ONLY -> ConditionReason.DATABASE_READ_ONLY;
      case POOLER_DETECTED -> ConditionReason.POOLER_DETECTED;
      case TLS_FAILED -> ConditionReason.TLS_FAILED;
      case SERVER_UNSUPPORTED -> ConditionReason.SERVER_UNSUPPORTED;
      case LOCK_HELD -> ConditionReason.LOCK_HELD;
      case POD_NOT_CREATED -> ConditionReason.POD_NOT_CREATED;
      case TIMED_OUT -> ConditionReason.TIMED_OUT;
      case SCRIPTS_CHANGED -> ConditionReason.SCRIPTS_CHANGED;
      case INTERRUPTED -> ConditionReason.INTERRUPTED;
    };
  }
}
