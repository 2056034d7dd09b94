package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.spec.NewerApplied;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.Check.Answer;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.RecordedState.LastRun;
import dev.lockstep.operator.migration.decision.Run.Purpose;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Decides what a pass does. Pure: no clock, no cluster, no log. The same observation gives the
/// same decision, so a restarted operator continues where the last one stopped, and a table test
/// covers every case.
///
/// A run in progress is followed first. Otherwise the checks are asked in the order of the list:
/// those up to `retryNotDue` decide whether a run is needed, the others whether it may start.
public final class Decider {
  private final RunFollower follower = new RunFollower();
  private final Verifier verifier = new Verifier();

  /// The checks in their order; the first that decides ends the pass. If none does, a run starts.
  private final List<Check> checks =
      List.of(
          this::inStep,
          Decider::failedForGood,
          Decider::retryNotDue,
          Decider::changeForgivesFailures,
          RunStart::suspended,
          RunStart::heldBackByRollback,
          RunStart::heldBackByPods);

  public Decision decide(Observation observation) {
    Decision decision =
        switch (observation.desiredState()) {
          case DesiredState.Invalid(String message) ->
              wait(observation, new ConditionState.Stalled(ConditionReason.INVALID_SPEC, message));
          case DesiredState.Valid spec -> decideAfterRejection(observation, spec);
        };
    return decision.withCleanup(
        Stream.concat(
                Retention.expendable(observation.runs()).stream(),
                observation.with(decision.recorded()).abandoned().stream())
            .toList());
  }

  /// Returns the decision, or its replacement if the API server has rejected its Job.
  private Decision decideAfterRejection(Observation observation, DesiredState.Valid spec) {
    Decision decision = decide(forgetOtherDatabase(observation, spec), spec);
    return decision instanceof Decision.Start start
        ? observation
            .rejection()
            .map(rejection -> rejection.insteadOf(start, observation, spec))
            .orElse(decision)
        : decision;
  }

  /// Drops what was read from another database, because it does not hold for this one.
  private static Observation forgetOtherDatabase(Observation observation, DesiredState.Valid spec) {
    RecordedState recorded = observation.recorded();
    boolean other =
        recorded.snapshot().filter(read -> !read.database().equals(spec.database())).isPresent();
    return other ? observation.with(recorded.withoutSnapshot()) : observation;
  }

  private Decision decide(Observation observation, DesiredState.Valid spec) {
    Optional<Run> underWay = observation.unfinished(Purpose.MIGRATE);
    if (underWay.isPresent()) {
      return follower.follow(observation, spec, underWay.get());
    }
    RecordedState closed = closeRun(observation, spec);
    return decideWithoutRun(observation.with(closed), spec);
  }

  /// Records the end of the run that the status shows in progress.
  private static RecordedState closeRun(Observation observation, DesiredState.Valid spec) {
    RecordedState recorded = observation.recorded();
    Optional<LastRun> open = recorded.lastRun().filter(LastRun::underWay);
    if (open.isEmpty()) {
      return recorded;
    }
    Optional<Run> run = observation.run(open.get().job());
    if (run.isPresent() && run.get().state() instanceof Run.State.Ended(Run.End end, Instant at)) {
      return withoutRetryAfterLast(
          RunRecorder.ended(
              recorded, run.get().inputs(), end, at, spec.backoff(), observation.now()),
          spec);
    }
    var gone = new Run.End.Disrupted("The Job " + open.get().job() + " was deleted.");
    var nothing =
        new Run.Inputs(open.get().inputsDigest(), "", "", "", Optional.empty(), Optional.empty());
    return withoutRetryAfterLast(
        RunRecorder.ended(
            recorded, nothing, gone, observation.now(), spec.backoff(), observation.now()),
        spec);
  }

  /// Removes the time of the next attempt after one that was the last.
  private static RecordedState withoutRetryAfterLast(
      RecordedState recorded, DesiredState.Valid spec) {
    return recorded
        .lastRun()
        .filter(run -> !run.succeeded())
        .map(
            run -> ConditionMessages.ofFailure(run, recorded.countedAttempts(), spec.maxAttempts()))
        .filter(condition -> condition instanceof ConditionState.Stalled)
        .map(_ -> recorded.withNextRetry(Optional.empty()))
        .orElse(recorded);
  }

  private Decision decideWithoutRun(Observation observation, DesiredState.Valid spec) {
    return switch (observation.scripts()) {
      case Scripts.Missing missing ->
          wait(
              observation,
              ConditionMessages.scriptsMissing(missing, observation.identity().namespace()));
      case Scripts.Other other -> wait(observation, ConditionMessages.waitingFor(other));
      case Scripts.Refused(String message) ->
          wait(observation, new ConditionState.Stalled(ConditionReason.SCRIPTS_REFUSED, message));
      case Scripts.Available scripts -> {
        var situation = Situation.of(observation, spec, scripts);
        Decision decision = ask(situation);
        yield decision instanceof Decision.NoAction waiting && mustReadDatabase(waiting)
            ? verifier.readDatabase(situation, waiting, this::ask)
            : decision;
      }
    };
  }

  private static Decision wait(Observation observation, ConditionState condition) {
    return new Decision.NoAction(observation.recorded(), condition, Optional.empty());
  }

  /// Returns whether a run may have changed the database without a report, and no attempt follows
  /// that would read it.
  private static boolean mustReadDatabase(Decision.NoAction waiting) {
    return waiting.recorded().isUncertain()
        && (waiting.condition() instanceof ConditionState.Stalled
            || waiting.condition().reason() == ConditionReason.WAITING_FOR_WORKLOADS);
  }

  private Decision ask(Situation first) {
    Situation situation = first;
    for (Check check : checks) {
      switch (check.ask(situation)) {
        case Answer.Decided(Decision decision) -> {
          return decision;
        }
        case Answer.Undecided(Situation next) -> situation = next;
      }
    }
    return RunStart.start(situation);
  }

  /// If the last run did what the resource asks for, and the database still has it, the database is
  /// only verified from time to time.
  private Answer inStep(Situation situation) {
    return situation
        .lastRun()
        .filter(LastRun::succeeded)
        .filter(_ -> situation.recorded().snapshot().isPresent())
        .filter(
            last ->
                situation.desired().equals(last.target().flatMap(SchemaVersion::tryParse))
                    && !lostSince(situation, last))
        .map(_ -> verifier.verify(situation))
        .orElseGet(() -> new Answer.Undecided(situation));
  }

  /// Returns whether a verification after the run has read another version than the run had
  /// reached. If newer scripts are accepted, a newer version does not count.
  private static boolean lostSince(Situation situation, LastRun last) {
    RecordedState recorded = situation.recorded();
    Optional<SchemaVersion> desired = situation.desired();
    Instant ended = last.finishedAt().orElse(Instant.MAX);
    boolean newerIsAccepted = situation.spec().newerApplied() == NewerApplied.ACCEPT;
    return recorded.lastVerifiedAt().filter(ended::isBefore).isPresent()
        && recorded
            .snapshot()
            .map(RecordedState.Snapshot::recordedVersion)
            .filter(
                version ->
                    version.equals(desired)
                        || (newerIsAccepted
                            && desired.isPresent()
                            && !recorded.mayBeBelow(desired.get())))
            .isEmpty();
  }

  private static Answer failedForGood(Situation situation) {
    return repeatable(situation)
        .map(last -> conditionOf(situation, last))
        .filter(ConditionState.Stalled.class::isInstance)
        .map(
            stalled ->
                situation
                    .with(situation.recorded().withNextRetry(Optional.empty()))
                    .waits(stalled, Optional.empty()))
        .orElseGet(() -> new Answer.Undecided(situation));
  }

  private static Answer retryNotDue(Situation situation) {
    Optional<Instant> retryAt =
        situation.recorded().nextRetryAt().filter(situation.observation().now()::isBefore);
    return repeatable(situation)
        .filter(_ -> retryAt.isPresent() && !situation.spec().suspended())
        .map(last -> situation.waits(conditionOf(situation, last), retryAt))
        .orElseGet(() -> new Answer.Undecided(situation));
  }

  /// Resets the failures of a changed resource, which starts again at its first attempt.
  private static Answer changeForgivesFailures(Situation situation) {
    return new Answer.Undecided(
        situation.observation().changed()
                && situation.lastRun().filter(last -> !last.succeeded()).isPresent()
            ? situation.with(situation.recorded().withFailures(0, 0))
            : situation);
  }

  private static ConditionState conditionOf(Situation situation, LastRun failed) {
    return ConditionMessages.ofFailure(
        failed, situation.recorded().countedAttempts(), situation.spec().maxAttempts());
  }

  /// Returns the last run, if it failed and nothing has changed since: the next one would do the
  /// same.
  private static Optional<LastRun> repeatable(Situation situation) {
    return situation
        .lastRun()
        .filter(last -> !last.succeeded())
        .filter(_ -> !situation.observation().changed())
        .filter(last -> !wasCappedBelowRecorded(last, situation.desired()));
  }

  /// Returns whether pods had capped the target of a run before the recorded version was known. It
  /// is known now, and the older version was not requested.
  private static boolean wasCappedBelowRecorded(LastRun last, Optional<SchemaVersion> desired) {
    return last.failure()
            .filter(failure -> failure.kind() == FailureKind.TARGET_BELOW_RECORDED)
            .isPresent()
        && !last.target().flatMap(SchemaVersion::tryParse).equals(desired);
  }
}
