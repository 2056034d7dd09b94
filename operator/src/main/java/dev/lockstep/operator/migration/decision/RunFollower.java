package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.RecordedState.LastRun;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Decides about a run in progress. A change of the resource never stops a runner that is working:
/// what it applies was requested, and the next run applies the rest. A run that has not started is
/// stopped.
final class RunFollower {

  Decision follow(Observation observation, DesiredState.Valid spec, Run run) {
    boolean announced =
        observation.recorded().lastRun().filter(last -> last.job().equals(run.job())).isPresent();
    RecordedState recorded =
        announced ? observation.recorded() : RunRecorder.adopted(observation.recorded(), run);
    return !run.started() && stale(observation, spec, run)
        ? stop(recorded, run)
        : next(observation, spec, run, recorded, announced);
  }

  private Decision next(
      Observation observation,
      DesiredState.Valid spec,
      Run run,
      RecordedState recorded,
      boolean announced) {
    return switch (run.state()) {
      case Run.State.AwaitingRelease() ->
          announced
              ? release(observation, spec, run, ConditionMessages.starting(run, recorded))
              : rest(
                  recorded,
                  ConditionMessages.starting(run, recorded),
                  Optional.of(observation.now()));
      case Run.State.SuspendedByOthers suspendedByOthers ->
          suspendedByOthers(observation, spec, run, recorded, suspendedByOthers);
      case Run.State.NoPod(Optional<String> message) ->
          noPod(observation, spec, run, recorded, message);
      case Run.State.Starting(Optional<Run.Obstacle> obstacle) ->
          rest(
              recorded,
              obstacle
                  .map(ConditionMessages::obstacle)
                  .orElseGet(() -> ConditionMessages.starting(run, recorded)),
              Optional.empty());
      case Run.State.Running _ -> rest(recorded, running(spec, recorded, run), Optional.empty());
      case Run.State.Terminating(Instant givenUpAt) ->
          terminating(observation, spec, run, recorded, givenUpAt);
      case Run.State.Ended _, Run.State.Deleted _ ->
          throw new IllegalArgumentException("not under way: " + run.job());
    };
  }

  private static ConditionState running(DesiredState.Valid spec, RecordedState recorded, Run run) {
    return RollbackHold.isRollback(spec, recorded, run)
        ? ConditionMessages.rollingBack(run, recorded)
        : ConditionMessages.running(run, recorded);
  }

  /// Returns whether the resource no longer asks for this run.
  private static boolean stale(Observation observation, DesiredState.Valid spec, Run run) {
    return spec.suspended()
        || !(observation.scripts() instanceof Scripts.Available)
        || !run.inputs().digest().equals(spec.inputsDigest())
        || !run.inputs().template().equals(spec.template());
  }

  /// Handles a Job that something suspended after its release. If the Job names a queue, the queue
  /// resumes it; otherwise the operator releases it again, later each time.
  private static Decision suspendedByOthers(
      Observation observation,
      DesiredState.Valid spec,
      Run run,
      RecordedState recorded,
      Run.State.SuspendedByOthers state) {
    if (stale(observation, spec, run)) {
      var end =
          new Run.End.Disrupted(
              "The Job %s was suspended by something other than Lockstep, and was created for an older spec or older scripts."
                  .formatted(run.job()));
      RecordedState ended =
          RunRecorder.ended(
              recorded, run.inputs(), end, observation.now(), spec.backoff(), observation.now());
      return new Decision.Stop(
          ended,
          ConditionMessages.ofFailure(
              ended.lastRun().orElseThrow(), ended.countedAttempts(), spec.maxAttempts()),
          run.job(),
          ended.nextRetryAt());
    }
    ConditionState condition = ConditionMessages.suspendedByOthers(run, state);
    if (state.queue().isPresent()) {
      return rest(recorded, condition, Optional.empty());
    }
    Instant again = state.since().plus(spec.backoff().after(state.releases(), run.job()));
    return observation.now().isBefore(again)
        ? rest(recorded, condition, Optional.of(again))
        : release(observation.with(recorded), spec, run, condition);
  }

  private static Decision stop(RecordedState recorded, Run run) {
    RecordedState ended =
        recorded.withLastRun(
            recorded
                .lastRun()
                .orElseThrow()
                .ended(
                    run.created(),
                    RecordedState.Outcome.INTERRUPTED,
                    Optional.of(
                        Failure.of(
                            FailureKind.INTERRUPTED,
                            "The Job %s was created for an older spec or older scripts and had not started."
                                .formatted(run.job()),
                            null)),
                    List.of()));
    return new Decision.Stop(
        ended, ConditionMessages.starting(run, ended), run.job(), Optional.empty());
  }

  /// Checks the live pods once more before the Job is released, because a pod that was created
  /// since the target was chosen still counts.
  private static Decision release(
      Observation observation, DesiredState.Valid spec, Run run, ConditionState condition) {
    Optional<SchemaVersion> target = run.inputs().target();
    if (target.isPresent() && observation.recorded().mayBeBelow(target.get())) {
      boolean overtaken =
          TargetCap.counted(observation.workloads(), observation.recorded()).stream()
              .anyMatch(pod -> !pod.window().isBelowUpper(target.get()));
      if (overtaken) {
        return stop(observation.recorded(), run);
      }
    }
    boolean neededAgain =
        RollbackHold.of(observation, spec)
            .filter(back -> target.filter(back.target()::equals).isPresent())
            .filter(RollbackHold::isHeldBack)
            .isPresent();
    if (neededAgain) {
      return stop(observation.recorded(), run);
    }
    return new Decision.Release(observation.recorded(), condition, run.job());
  }

  private static Decision noPod(
      Observation observation,
      DesiredState.Valid spec,
      Run run,
      RecordedState recorded,
      Optional<String> message) {
    Instant patienceEnds = run.created().plus(Run.POD_PATIENCE);
    if (observation.now().isBefore(patienceEnds)) {
      return rest(recorded, ConditionMessages.starting(run, recorded), Optional.of(patienceEnds));
    }
    var failure =
        Failure.of(
            FailureKind.POD_NOT_CREATED,
            message.orElse(
                "The Job controller has created no pod for the Job %s.".formatted(run.job())),
            "Raise the limit that the message names, or change spec.job.");
    RecordedState failed =
        RunRecorder.failed(recorded, failure, observation.now(), spec.backoff(), observation.now());
    LastRun last = failed.lastRun().orElseThrow();
    return new Decision.Stop(
        failed,
        ConditionMessages.ofFailure(last, failed.countedAttempts(), spec.maxAttempts()),
        run.job(),
        failed.nextRetryAt());
  }

  /// Handles a pod that is being deleted. A lost node never ends its pods, so the run is given up a
  /// minute after the grace period. The database fences it.
  private static Decision terminating(
      Observation observation,
      DesiredState.Valid spec,
      Run run,
      RecordedState recorded,
      Instant givenUpAt) {
    if (observation.now().isBefore(givenUpAt)) {
      var condition =
          new ConditionState.Working(
              ConditionReason.INTERRUPTED,
              "The pod of the Job %s is being deleted.".formatted(run.job()));
      return rest(recorded, condition, Optional.of(givenUpAt));
    }
    var lost =
        new Run.End.Disrupted(
            "The pod of the Job %s was deleted but does not terminate; its node seems to be lost."
                .formatted(run.job()));
    RecordedState ended =
        RunRecorder.ended(
            recorded, run.inputs(), lost, observation.now(), spec.backoff(), observation.now());
    ConditionState condition =
        ConditionMessages.ofFailure(
            ended.lastRun().orElseThrow(), ended.countedAttempts(), spec.maxAttempts());
    return new Decision.Stop(ended, condition, run.job(), ended.nextRetryAt());
  }

  private static Decision rest(
      RecordedState recorded, ConditionState condition, Optional<Instant> wakeAt) {
    return new Decision.NoAction(recorded, condition, wakeAt);
  }
}
