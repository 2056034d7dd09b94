package dev.lockstep.operator.migration.decision;

import dev.lockstep.operator.kube.JobNames;
import dev.lockstep.operator.migration.decision.Check.Answer;
import dev.lockstep.operator.migration.decision.Run.Purpose;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Starts a run that is needed, after the checks whether it may start.
final class RunStart {
  private RunStart() {}

  static Answer suspended(Situation situation) {
    if (!situation.spec().suspended()) {
      return new Answer.Undecided(situation);
    }
    ConditionState condition =
        Suspension.condition(
            situation.observation(), situation.spec(), situation.scripts(), situation.desired());
    return situation
        .with(situation.recorded().withNextRetry(Optional.empty()))
        .waits(condition, Optional.empty());
  }

  /// Waits while pods need what a rollback would undo.
  static Answer heldBackByRollback(Situation situation) {
    return RollbackHold.of(situation.observation(), situation.spec())
        .filter(RollbackHold::isHeldBack)
        .map(hold -> situation.waits(ConditionMessages.heldBack(hold), Optional.empty()))
        .orElseGet(() -> new Answer.Undecided(situation));
  }

  /// Waits while pods need a schema older than the desired one. If they accept a version in
  /// between, the run goes to that version.
  static Answer heldBackByPods(Situation situation) {
    RecordedState recorded = situation.recorded();
    Optional<SchemaVersion> newer = situation.desired().filter(recorded::mayBeBelow);
    if (newer.isEmpty()) {
      return new Answer.Undecided(situation);
    }
    List<Workload> counted = TargetCap.counted(situation.observation().workloads(), recorded);
    var cap = TargetCap.of(newer.get(), situation.scripts().versions(), counted);
    if (!leavesNothingToDo(cap, recorded)) {
      return new Answer.Undecided(situation.withTarget(cap.target()));
    }
    Instant now = situation.observation().now();
    var wait = new WorkloadWait(cap, newer.get(), counted, recorded);
    return situation.waits(wait.condition(now), wait.certainAt(now));
  }

  /// Returns whether a cap allows no version, or none that is newer than the recorded one.
  private static boolean leavesNothingToDo(TargetCap cap, RecordedState recorded) {
    return !cap.holders().isEmpty() && cap.target().filter(recorded::mayBeBelow).isEmpty();
  }

  /// Starts the next attempt. A verification that is still in progress is deleted for it.
  static Decision start(Situation situation) {
    Observation observation = situation.observation();
    RunPlan plan = plan(situation);
    RecordedState begun = RunRecorder.begun(observation.recorded(), plan, observation.now());
    return new Decision.Start(
        begun,
        ConditionMessages.starting(plan, observation.recorded(), begun),
        plan,
        situation.obsolete().or(() -> observation.unfinished(Purpose.VERIFY).map(Run::job)));
  }

  private static RunPlan plan(Situation situation) {
    Observation observation = situation.observation();
    var inputs =
        new Run.Inputs(
            situation.spec().inputsDigest(),
            situation.spec().template(),
            situation.spec().database(),
            situation.scripts().digest(),
            situation.target(),
            observation.answeredRetry(situation.spec()));
    int attempt = observation.nextAttempt();
    String job =
        JobNames.migrate(
            observation.identity().name(), observation.identity().uid(), inputs.digest(), attempt);
    return new RunPlan(job, attempt, Purpose.MIGRATE, inputs, situation.scripts().configMaps());
  }
}
