package dev.lockstep.operator.migration;

import dev.lockstep.operator.migration.Observation.Scripts;
import dev.lockstep.operator.migration.Observation.Wish;
import dev.lockstep.operator.migration.Run.Purpose;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.RunReport;
import dev.lockstep.schema.SchemaVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/// Decides about a resource that is in step: when the database is read again, and what follows from
/// that. The conditions stay as they are unless a verification finds something.
final class Verifier {
  private static final double JITTER = 0.1;

  Decision verify(
      Observation seen,
      Wish.Migrate wish,
      Scripts.Available scripts,
      Optional<SchemaVersion> desired) {
    Verdict inStep = Verdicts.inStep(seen.facts());
    Optional<Run> check =
        seen.runs().stream()
            .filter(run -> run.purpose() == Purpose.VERIFY)
            .filter(run -> !(run.state() instanceof Run.State.Deleted))
            .max(Comparator.comparing(Run::created));
    if (check.isPresent()) {
      return ofCheck(seen, wish, scripts, inStep, check.get());
    }
    Optional<Instant> due = due(seen, wish);
    if (due.isEmpty() || wish.suspended() || seen.now().isBefore(due.get())) {
      return new Decision.Rest(seen.facts(), inStep, wish.suspended() ? Optional.empty() : due);
    }
    var made =
        new Run.MadeFor(
            wish.inputs(),
            wish.template(),
            wish.database(),
            scripts.digest(),
            desired,
            Optional.empty());
    String job = RunNames.verify(seen.identity(), made.inputs(), due.get());
    var plan = new RunPlan(job, seen.nextAttempt() - 1, Purpose.VERIFY, made, scripts.configMaps());
    return new Decision.Start(seen.facts(), inStep, plan, Optional.empty());
  }

  private static Decision ofCheck(
      Observation seen, Wish.Migrate wish, Scripts.Available scripts, Verdict inStep, Run check) {
    if (check.state() instanceof Run.State.Ended(Run.End end, Instant at)) {
      if (end instanceof Run.End.Reported(RunReport report)
          && report.databaseRead()
          && check.made().inputs().equals(wish.inputs())) {
        return ofReport(seen, wish, scripts, check, report, at);
      }
      return postpone(seen, wish, inStep, check);
    }
    Optional<Instant> patienceEnds = patienceEnds(check);
    if (patienceEnds.isEmpty() || seen.now().isBefore(patienceEnds.get())) {
      return new Decision.Rest(seen.facts(), inStep, patienceEnds);
    }
    return postpone(seen, wish, inStep, check);
  }

  /// Until when a verification is waited for; one that works is, however long it takes.
  private static Optional<Instant> patienceEnds(Run check) {
    return switch (check.state()) {
      case Run.State.Held _, Run.State.NoPod _, Run.State.Starting _ ->
          Optional.of(check.created().plus(Decider.POD_PATIENCE));
      case Run.State.Terminating(Instant givenUpAt) -> Optional.of(givenUpAt);
      case Run.State.Running _, Run.State.Ended _, Run.State.Deleted _ -> Optional.empty();
    };
  }

  private static Decision ofReport(
      Observation seen,
      Wish.Migrate wish,
      Scripts.Available scripts,
      Run check,
      RunReport report,
      Instant at) {
    Facts facts = seen.facts().withReading(Ledger.reading(check.made(), report), at);
    if (report.exitCode() == ExitCode.OK.code()) {
      Facts verified = facts.withNextRetry(Optional.empty());
      return new Decision.Stop(
          verified, Verdicts.inStep(verified), check.job(), due(seen.with(verified), wish));
    }
    return Decider.start(seen.with(facts), wish, scripts, Optional.of(check.job()));
  }

  /// A verification that could not read the database has found nothing; it is made again after the
  /// longest backoff.
  private static Decision postpone(Observation seen, Wish.Migrate wish, Verdict inStep, Run check) {
    Instant again = seen.now().plus(wish.backoff().max());
    return new Decision.Stop(
        seen.facts().withNextRetry(Optional.of(again)), inStep, check.job(), Optional.of(again));
  }

  /// When the next verification is due: one interval after the last reading, shifted by up to a
  /// tenth.
  private static Optional<Instant> due(Observation seen, Wish.Migrate wish) {
    return wish.verifyEvery()
        .flatMap(
            every ->
                seen.facts()
                    .lastVerifiedAt()
                    .map(last -> last.plus(jittered(every, seen.identity().uid()))))
        .map(due -> seen.facts().nextRetryAt().filter(retry -> retry.isAfter(due)).orElse(due));
  }

  private static Duration jittered(Duration every, String seed) {
    return every.plusMillis((long) (every.toMillis() * JITTER * Backoff.fraction(seed)));
  }
}
