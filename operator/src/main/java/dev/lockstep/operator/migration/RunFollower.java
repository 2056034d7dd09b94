package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.operator.migration.Facts.LastRun;
import dev.lockstep.operator.migration.Observation.Scripts;
import dev.lockstep.operator.migration.Observation.Wish;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.time.Instant;
import java.util.Optional;

/// Decides about a run that is under way. A runner that works is never stopped for a change of the
/// resource: what it applies is what somebody asked for, and the next run brings the rest. One that
/// has not started is.
final class RunFollower {

  Decision follow(Observation seen, Wish.Migrate wish, Run run) {
    boolean announced =
        seen.facts().lastRun().filter(last -> last.job().equals(run.job())).isPresent();
    Facts facts = announced ? seen.facts() : Ledger.adopted(seen.facts(), run);
    if (!run.started() && stale(seen, wish, run)) {
      return stop(facts, run);
    }
    return switch (run.state()) {
      case Run.State.Held() ->
          announced
              ? release(seen, wish, run)
              : rest(facts, Verdicts.starting(run), Optional.of(seen.now()));
      case Run.State.NoPod(Optional<String> words) -> noPod(seen, wish, run, facts, words);
      case Run.State.Starting(Optional<Run.Obstacle> obstacle) ->
          rest(
              facts,
              obstacle.map(Verdicts::obstacle).orElseGet(() -> Verdicts.starting(run)),
              Optional.empty());
      case Run.State.Running _ -> rest(facts, running(wish, facts, run), Optional.empty());
      case Run.State.Terminating(Instant givenUpAt) ->
          terminating(seen, wish, run, facts, givenUpAt);
      case Run.State.Ended _, Run.State.Deleted _ ->
          throw new IllegalArgumentException("not under way: " + run.job());
    };
  }

  private static Verdict running(Wish.Migrate wish, Facts facts, Run run) {
    return GoingBack.isUnderWay(wish, facts, run) ? Verdicts.goingBack(run) : Verdicts.running(run);
  }

  /// Whether a run that has not started was made for something that is no longer asked for.
  private static boolean stale(Observation seen, Wish.Migrate wish, Run run) {
    return wish.suspended()
        || seen.scripts() instanceof Scripts.Missing
        || !run.made().inputs().equals(wish.inputs())
        || !run.made().template().equals(wish.template());
  }

  private static Decision stop(Facts facts, Run run) {
    Facts ended =
        facts.withLastRun(
            facts
                .lastRun()
                .orElseThrow()
                .ended(
                    run.created(),
                    Facts.Outcome.INTERRUPTED,
                    Optional.of(
                        Failure.of(
                            FailureKind.INTERRUPTED,
                            "The Job %s was made for an older spec or older scripts and had not started."
                                .formatted(run.job()),
                            null)),
                    java.util.List.of()));
    return new Decision.Stop(ended, Verdicts.starting(run), run.job(), Optional.empty());
  }

  /// Looks at the live pods once more before the Job may go: one that came since the target was
  /// chosen still counts.
  private static Decision release(Observation seen, Wish.Migrate wish, Run run) {
    Optional<SchemaVersion> target = run.made().target();
    if (target.isPresent() && Decider.advances(seen.facts(), target.get())) {
      boolean overtaken =
          seen.workloads().stream().anyMatch(pod -> !pod.window().isBelowUpper(target.get()));
      if (overtaken) {
        return stop(seen.facts(), run);
      }
    }
    boolean neededAgain =
        GoingBack.of(seen, wish)
            .filter(back -> target.filter(back.target()::equals).isPresent())
            .filter(GoingBack::isHeldBack)
            .isPresent();
    if (neededAgain) {
      return stop(seen.facts(), run);
    }
    return new Decision.Release(seen.facts(), Verdicts.starting(run), run.job());
  }

  private static Decision noPod(
      Observation seen, Wish.Migrate wish, Run run, Facts facts, Optional<String> words) {
    Instant patienceEnds = run.created().plus(Decider.POD_PATIENCE);
    if (seen.now().isBefore(patienceEnds)) {
      return rest(facts, Verdicts.starting(run), Optional.of(patienceEnds));
    }
    var failure =
        Failure.of(
            FailureKind.POD_NOT_CREATED,
            words.orElse(
                "The Job controller has created no pod for the Job %s.".formatted(run.job())),
            "Lift the limit that the message names, or change spec.job.");
    Facts failed = Ledger.failed(facts, failure, seen.now(), wish.backoff(), seen.now());
    LastRun last = failed.lastRun().orElseThrow();
    return new Decision.Stop(
        failed,
        Verdicts.ofFailure(last, failed.countedAttempts(), wish.maxAttempts()),
        run.job(),
        failed.nextRetryAt());
  }

  /// A node that is lost never ends its pods: after their grace and a minute the run is given up.
  /// The database fences it.
  private static Decision terminating(
      Observation seen, Wish.Migrate wish, Run run, Facts facts, Instant givenUpAt) {
    if (seen.now().isBefore(givenUpAt)) {
      var verdict =
          new Verdict.Working(
              ConditionReason.INTERRUPTED,
              "The pod of the Job %s is being deleted.".formatted(run.job()));
      return rest(facts, verdict, Optional.of(givenUpAt));
    }
    var lost =
        new Run.End.Disrupted(
            "The pod of the Job %s does not end although it was deleted; its node seems to be lost."
                .formatted(run.job()));
    Facts ended = Ledger.ended(facts, run.made(), lost, seen.now(), wish.backoff(), seen.now());
    Verdict verdict =
        Verdicts.ofFailure(
            ended.lastRun().orElseThrow(), ended.countedAttempts(), wish.maxAttempts());
    return new Decision.Stop(ended, verdict, run.job(), ended.nextRetryAt());
  }

  private static Decision rest(Facts facts, Verdict verdict, Optional<Instant> wakeAt) {
    return new Decision.Rest(facts, verdict, wakeAt);
  }
}
