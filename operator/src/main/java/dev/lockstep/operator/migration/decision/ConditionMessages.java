package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.spec.NewerApplied;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.RecordedState.LastRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// The messages of the conditions. They contain nothing that changes from pass to pass, so an
/// unchanged state writes nothing.
public final class ConditionMessages {
  private static final Pattern FIRST_WORD = Pattern.compile("[a-z]+[ ,:]");

  private ConditionMessages() {}

  /// Returns the condition of a resource whose runs have completed everything that was requested,
  /// by the last reading. A version above the desired one does not count as in step, unless newer
  /// scripts are accepted.
  static ConditionState inStep(
      RecordedState recorded, DesiredState.Valid spec, Optional<SchemaVersion> desired) {
    Optional<SchemaVersion> recordedVersion =
        recorded
            .snapshot()
            .flatMap(RecordedState.Snapshot::version)
            .flatMap(SchemaVersion::tryParse);
    return desired
        .filter(_ -> spec.newerApplied() == NewerApplied.REJECT)
        .filter(wanted -> recordedVersion.filter(found -> found.compareTo(wanted) > 0).isPresent())
        .<ConditionState>map(
            wanted ->
                new ConditionState.Stalled(
                    ConditionReason.UNKNOWN_APPLIED,
                    "The database records version %s, which is newer than the desired version %s. Add the missing scripts to the set, or run `lockstep history` to see who applied them."
                        .formatted(recordedVersion.orElseThrow(), wanted)))
        .orElseGet(() -> inStep(recorded));
  }

  static ConditionState inStep(RecordedState recorded) {
    return recorded
        .snapshot()
        .map(
            read ->
                new ConditionState.InStep(
                    read.version()
                        .map(
                            version ->
                                "The database records version %s; %s%s."
                                    .formatted(
                                        version,
                                        applied(read.appliedCount()),
                                        recorded.drift().isEmpty()
                                            ? ""
                                            : "; " + changed(recorded.drift().size())))
                        .orElse("There are no scripts to apply.")))
        .orElseThrow();
  }

  private static String applied(int count) {
    return count == 1 ? "1 script is applied" : count + " scripts are applied";
  }

  /// Describes what was changed outside Lockstep, if it differs from what was known before.
  public static Optional<String> newDrift(RecordedState before, RecordedState now) {
    return now.drift().isEmpty() || now.drift().equals(before.drift())
        ? Optional.empty()
        : Optional.of(
            "%s since the last run that applied a script: %s."
                .formatted(changed(now.drift().size()), String.join("; ", now.drift())));
  }

  private static String changed(int objects) {
    if (objects == 1) {
      return "1 object was changed outside Lockstep";
    }
    String number = objects < RecordedState.Snapshot.MOST_DRIFT ? "" : " or more";
    return "%d%s objects were changed outside Lockstep".formatted(objects, number);
  }

  static ConditionState starting(RunPlan plan, RecordedState before, RecordedState begun) {
    return new ConditionState.Working(
        ConditionReason.STARTING,
        "The Job %s is starting.%s%s"
            .formatted(plan.job(), setBack(plan, before), lastAttempt(begun)));
  }

  /// Returns why the previous attempt failed, which matters until the current one has ended.
  private static String lastAttempt(RecordedState recorded) {
    return recorded
        .lastRun()
        .flatMap(LastRun::failureBefore)
        .map(" Last attempt: "::concat)
        .orElse("");
  }

  /// Explains why a run follows one that had reached its target.
  private static String setBack(RunPlan plan, RecordedState before) {
    return before
        .lastRun()
        .filter(run -> run.succeeded() && run.inputsDigest().equals(plan.inputs().digest()))
        .flatMap(LastRun::target)
        .flatMap(SchemaVersion::tryParse)
        .filter(reached -> before.snapshot().isPresent() && before.mayBeBelow(reached))
        .map(
            reached ->
                " The database was at version %s and now records %s, as after restoring an older backup."
                    .formatted(
                        reached,
                        before
                            .snapshot()
                            .flatMap(RecordedState.Snapshot::version)
                            .map(now -> "version " + now)
                            .orElse("no version")))
        .orElse("");
  }

  static ConditionState starting(Run run, RecordedState recorded) {
    return new ConditionState.Working(
        ConditionReason.STARTING,
        "The Job %s is starting.%s".formatted(run.job(), lastAttempt(recorded)));
  }

  /// Returns the condition during a run. Until the run reports, it is unknown whether it has
  /// reached the database.
  static ConditionState running(Run run, RecordedState recorded) {
    String goal = run.inputs().target().map(", migrating to version %s"::formatted).orElse("");
    return new ConditionState.Working(
        ConditionReason.RUNNING,
        "The Job %s is running%s.%s".formatted(run.job(), goal, lastAttempt(recorded)));
  }

  static ConditionState suspendedByOthers(Run run, Run.State.SuspendedByOthers suspendedByOthers) {
    String sentence =
        suspendedByOthers
            .queue()
            .map(
                queue ->
                    "The Job %s waits for the queue %s, which has suspended it (label %s in spec.job.labels); it starts when the queue admits it."
                        .formatted(run.job(), queue, Labels.QUEUE))
            .orElse(
                "The Job %s was suspended by something other than Lockstep, such as a queue or a person, after it was released %s. Lockstep releases it again, with increasing delay. Leave the Job alone, or set spec.suspend to suspend the resource."
                    .formatted(
                        run.job(),
                        suspendedByOthers.releases() == 1
                            ? "once"
                            : suspendedByOthers.releases() + " times"));
    return new ConditionState.Working(ConditionReason.JOB_SUSPENDED, sentence);
  }

  static ConditionState rollingBack(Run run, RecordedState recorded) {
    return new ConditionState.Working(
        ConditionReason.RUNNING,
        "The Job %s is running, rolling back to version %s.%s"
            .formatted(run.job(), run.inputs().target().orElseThrow(), lastAttempt(recorded)));
  }

  static ConditionState scriptsMissing(Scripts.Missing missing, String namespace) {
    return new ConditionState.Working(
        ConditionReason.SCRIPTS_NOT_FOUND,
        "ConfigMap %s not found in namespace %s. The run starts as soon as it is created."
            .formatted(String.join(", ", missing.configMaps()), namespace));
  }

  /// Returns the condition if the set is not, or not yet, the pinned one.
  static ConditionState waitingFor(Scripts.Other other) {
    return new ConditionState.Working(
        ConditionReason.WAITING_FOR_SCRIPTS,
        ("The ConfigMaps hold scripts with the digest %s, but spec.scripts.digest is %s. The run starts as soon as they hold that set;"
                + " if they already hold the intended scripts, set spec.scripts.digest to the value that lockstep digest prints for them.")
            .formatted(other.digest(), other.meant()));
  }

  static ConditionState obstacle(Run.Obstacle obstacle) {
    return switch (obstacle.kind()) {
      case UNSCHEDULABLE ->
          new ConditionState.Working(ConditionReason.POD_UNSCHEDULABLE, obstacle.message());
      case CONTAINER ->
          new ConditionState.Working(ConditionReason.POD_NOT_STARTED, obstacle.message());
    };
  }

  static ConditionState heldBack(RollbackHold back) {
    return new ConditionState.Working(
        ConditionReason.WAITING_FOR_WORKLOADS,
        "The rollback to version %s waits until the pods that need a newer schema are gone: %s."
            .formatted(back.target(), back.owners()));
  }

  /// Returns the condition after a failed run.
  static ConditionState ofFailure(LastRun last, int countedAttempts, int maxAttempts) {
    Failure failure =
        last.failure()
            .orElseGet(
                () -> Failure.of(FailureKind.UNEXPECTED, "The last run gave no reason.", null));
    String message = withFurther(sentence(failure), last.errors());
    return switch (failure.failureClass()) {
      case PERMANENT -> new ConditionState.Stalled(reason(failure.kind()), message);
      case TRANSIENT ->
          countedAttempts >= maxAttempts
              ? new ConditionState.Stalled(
                  ConditionReason.RETRIES_EXHAUSTED,
                  "%d attempts failed. The last: %s".formatted(countedAttempts, message))
              : new ConditionState.Working(reason(failure.kind()), message);
      case ENVIRONMENT, INTERRUPTED -> new ConditionState.Working(reason(failure.kind()), message);
    };
  }

  private static String withFurther(String sentence, List<String> errors) {
    return errors.isEmpty()
        ? sentence
        : "%s%s Also: %s"
            .formatted(sentence, sentence.endsWith(".") ? "" : ".", String.join("; ", errors));
  }

  /// Returns the failure as a sentence with its place, unless the runner's message begins with it,
  /// and the fix as a second sentence.
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
    text.append(text.isEmpty() ? capitalized(failure.message()) : failure.message());
    if (failure.sqlState() != null && !failure.message().contains(failure.sqlState())) {
      text.append(" (SQLSTATE ").append(failure.sqlState()).append(')');
    }
    if (failure.hint() != null) {
      text.append(text.toString().endsWith(".") ? " " : ". ").append(capitalized(failure.hint()));
    }
    return text.toString();
  }

  /// Capitalizes the first word of a sentence, unless it is a name: those of the program and of
  /// scripts stay as they are.
  private static String capitalized(String text) {
    return !text.startsWith("lockstep ") && FIRST_WORD.matcher(text).lookingAt()
        ? text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1)
        : text;
  }

  public static ConditionReason reason(FailureKind kind) {
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
      case SECRET_INVALID -> ConditionReason.SECRET_INVALID;
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
