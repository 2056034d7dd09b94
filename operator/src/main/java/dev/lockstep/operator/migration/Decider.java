package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.operator.migration.Facts.LastRun;
import dev.lockstep.operator.migration.Observation.Scripts;
import dev.lockstep.operator.migration.Observation.Wish;
import dev.lockstep.operator.migration.Run.Purpose;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// Decides what a pass does. Pure: no clock, no cluster, no log; the same observation gives the
/// same decision, so a restarted operator goes on where the last one was, and a table test covers
/// it all.
///
/// The order of the questions matters: first what became of the run under way, then whether another
/// is needed, then whether it may start.
final class Decider {
  /// How long a Job may have no pod before that is a failure of its own.
  static final Duration POD_PATIENCE = Duration.ofSeconds(30);

  private final RunFollower follower = new RunFollower();
  private final Verifier verifier = new Verifier();

  Decision decide(Observation seen) {
    return switch (seen.wish()) {
      case Wish.Unreadable(String message) ->
          new Decision.Rest(
              seen.facts(),
              new Verdict.Stalled(ConditionReason.INVALID_SPEC, message),
              Optional.empty());
      case Wish.Migrate wish -> decide(forgetOtherDatabase(seen, wish), wish);
    };
  }

  /// What was read from another database says nothing about this one.
  private static Observation forgetOtherDatabase(Observation seen, Wish.Migrate wish) {
    Facts facts = seen.facts();
    boolean other =
        facts.reading().filter(read -> !read.database().equals(wish.database())).isPresent();
    return other ? seen.with(facts.withoutReading()) : seen;
  }

  private Decision decide(Observation seen, Wish.Migrate wish) {
    Optional<Run> underWay = seen.unfinished(Purpose.MIGRATE);
    if (underWay.isPresent()) {
      return follower.follow(seen, wish, underWay.get());
    }
    Facts settled = settle(seen, wish);
    return next(seen.with(settled), wish);
  }

  /// Enters the end of the run that the status takes for under way.
  private static Facts settle(Observation seen, Wish.Migrate wish) {
    Facts facts = seen.facts();
    Optional<LastRun> open = facts.lastRun().filter(LastRun::underWay);
    if (open.isEmpty()) {
      return facts;
    }
    Optional<Run> run = seen.run(open.get().job());
    if (run.isPresent() && run.get().state() instanceof Run.State.Ended(Run.End end, Instant at)) {
      return Ledger.ended(facts, run.get().made(), end, at, wish.backoff(), seen.now());
    }
    var gone = new Run.End.Disrupted("The Job " + open.get().job() + " was deleted.");
    var nothing =
        new Run.MadeFor(open.get().inputs(), "", "", "", Optional.empty(), Optional.empty());
    return Ledger.ended(facts, nothing, gone, seen.now(), wish.backoff(), seen.now());
  }

  private Decision next(Observation seen, Wish.Migrate wish) {
    return switch (seen.scripts()) {
      case Scripts.Missing(var configMaps) ->
          new Decision.Rest(
              seen.facts(),
              new Verdict.Working(
                  ConditionReason.SCRIPTS_NOT_FOUND,
                  "ConfigMap %s not found in namespace %s; the run starts by itself when it is there."
                      .formatted(String.join(", ", configMaps), seen.identity().namespace())),
              Optional.empty());
      case Scripts.Available scripts -> next(seen, wish, scripts);
    };
  }

  private Decision next(Observation seen, Wish.Migrate wish, Scripts.Available scripts) {
    Optional<LastRun> last =
        seen.facts().lastRun().filter(run -> run.inputs().equals(wish.inputs()));
    if (last.isEmpty() || (seen.facts().reading().isEmpty() && last.get().succeeded())) {
      return start(seen, wish, scripts);
    }
    return last.get().succeeded()
        ? afterSuccess(seen, wish, scripts, last.get())
        : afterFailure(seen, wish, scripts, last.get());
  }

  private Decision afterSuccess(
      Observation seen, Wish.Migrate wish, Scripts.Available scripts, LastRun last) {
    Optional<SchemaVersion> desired = desired(wish, scripts);
    Optional<SchemaVersion> reached = last.target().flatMap(SchemaVersion::tryParse);
    if (desired.equals(reached) && !lostSince(seen.facts(), last, desired)) {
      return verifier.verify(seen, wish, scripts, desired);
    }
    return start(seen, wish, scripts);
  }

  /// Whether a verification since the run has read another version than the run had reached.
  private static boolean lostSince(Facts facts, LastRun last, Optional<SchemaVersion> desired) {
    Instant ended = last.finishedAt().orElse(Instant.MAX);
    return facts.lastVerifiedAt().filter(ended::isBefore).isPresent()
        && facts
            .reading()
            .map(read -> read.version().flatMap(SchemaVersion::tryParse))
            .filter(desired::equals)
            .isEmpty();
  }

  private Decision afterFailure(
      Observation seen, Wish.Migrate wish, Scripts.Available scripts, LastRun last) {
    if (seen.changed()) {
      return start(seen.with(seen.facts().withFailures(0, 0)), wish, scripts);
    }
    if (wasCappedBelowRecorded(last, desired(wish, scripts))) {
      return start(seen, wish, scripts);
    }
    Facts facts = seen.facts();
    Verdict verdict = Verdicts.ofFailure(last, facts.countedAttempts(), wish.maxAttempts());
    if (verdict instanceof Verdict.Stalled) {
      return new Decision.Rest(facts.withNextRetry(Optional.empty()), verdict, Optional.empty());
    }
    Instant retryAt = facts.nextRetryAt().orElse(seen.now());
    if (seen.now().isBefore(retryAt) && !wish.suspended()) {
      return new Decision.Rest(facts, verdict, Optional.of(retryAt));
    }
    return start(seen, wish, scripts);
  }

  /// A run that was held back by pods before anybody knew how far the database is: now it is known,
  /// and nobody asked for an older version.
  private static boolean wasCappedBelowRecorded(LastRun last, Optional<SchemaVersion> desired) {
    return last.failure()
            .filter(failure -> failure.kind() == FailureKind.TARGET_BELOW_RECORDED)
            .isPresent()
        && !last.target().flatMap(SchemaVersion::tryParse).equals(desired);
  }

  /// Starts an attempt, unless something forbids it.
  private static Decision start(Observation seen, Wish.Migrate wish, Scripts.Available scripts) {
    return start(seen, wish, scripts, Optional.empty());
  }

  /// Starts an attempt, unless something forbids it.
  ///
  /// @param obsolete a Job to delete in any case
  static Decision start(
      Observation seen, Wish.Migrate wish, Scripts.Available scripts, Optional<String> obsolete) {
    if (wish.suspended()) {
      var suspended =
          new Verdict.Stalled(
              ConditionReason.SUSPENDED,
              "There are scripts to run and spec.suspend is true; set it to false to go on.");
      return rest(seen.facts().withNextRetry(Optional.empty()), suspended, obsolete);
    }
    Optional<SchemaVersion> desired = desired(wish, scripts);
    Optional<SchemaVersion> target = desired;
    Optional<GoingBack> back = GoingBack.of(seen, wish).filter(GoingBack::isHeldBack);
    if (back.isPresent()) {
      return rest(seen.facts(), Verdicts.heldBack(back.get()), obsolete);
    }
    if (desired.isPresent()) {
      if (advances(seen.facts(), desired.get())) {
        var cap = TargetCap.of(desired.get(), scripts.versions(), seen.workloads());
        if (heldBack(cap, seen.facts())) {
          return rest(
              seen.facts(), Verdicts.heldBack(cap, desired.get(), seen.workloads()), obsolete);
        }
        target = cap.target();
      }
    }
    return start(seen, wish, scripts, target, obsolete);
  }

  private static Decision rest(Facts facts, Verdict verdict, Optional<String> obsolete) {
    return obsolete
        .<Decision>map(job -> new Decision.Stop(facts, verdict, job, Optional.empty()))
        .orElseGet(() -> new Decision.Rest(facts, verdict, Optional.empty()));
  }

  private static Decision start(
      Observation seen,
      Wish.Migrate wish,
      Scripts.Available scripts,
      Optional<SchemaVersion> target,
      Optional<String> obsolete) {
    var made =
        new Run.MadeFor(
            wish.inputs(),
            wish.template(),
            wish.database(),
            scripts.digest(),
            target,
            RetryRequest.answeredByNext(wish, seen.facts()));
    int attempt = seen.nextAttempt();
    var plan =
        new RunPlan(
            RunNames.migrate(seen.identity(), made.inputs(), attempt),
            attempt,
            Purpose.MIGRATE,
            made,
            scripts.configMaps());
    return new Decision.Start(
        Ledger.begun(seen.facts(), plan, seen.now()),
        Verdicts.starting(plan, seen.facts()),
        plan,
        obsolete);
  }

  /// Whether a cap leaves nothing to do: no version is allowed, or none that is newer than what is
  /// recorded.
  private static boolean heldBack(TargetCap cap, Facts facts) {
    return !cap.holders().isEmpty()
        && cap.target().filter(target -> advances(facts, target)).isEmpty();
  }

  /// Whether a run to a version would take the schema further than it is known to be. Pods hold
  /// back no other run: what they do not bear has happened already.
  static boolean advances(Facts facts, SchemaVersion target) {
    return facts
        .reading()
        .flatMap(Facts.Reading::version)
        .flatMap(SchemaVersion::tryParse)
        .filter(recorded -> recorded.compareTo(target) >= 0)
        .isEmpty();
  }

  /// Where the resource wants to be: its target, or the newest version among the scripts.
  static Optional<SchemaVersion> desired(Wish.Migrate wish, Scripts.Available scripts) {
    return wish.target().or(() -> scripts.versions().stream().max(Comparator.naturalOrder()));
  }
}
