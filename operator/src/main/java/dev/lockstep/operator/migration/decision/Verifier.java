package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.spec.Verify;
import dev.lockstep.operator.kube.JobNames;
import dev.lockstep.operator.migration.decision.Check.Answer;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.Run.Purpose;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Decides when the database is read again without a run: while the resource is in step, and after
/// a run that may have changed the database without a report, if no other run follows. The
/// conditions stay as they are unless a verification finds something.
public final class Verifier {
  private static final double JITTER = 0.1;

  /// The minimum interval. A spec that an older CRD accepted may have a shorter one, but each
  /// verification is a Job.
  private static final Duration MOST_OFTEN = Duration.ofSeconds(30);

  /// Returns the interval of verification in a spec; empty if it is disabled.
  public static Optional<Duration> every(Verify spec) {
    Duration every = DurationText.parse(spec.every()).orElse(Duration.ofHours(1));
    return every.isZero()
        ? Optional.empty()
        : Optional.of(every.compareTo(MOST_OFTEN) < 0 ? MOST_OFTEN : every);
  }

  /// Decides for a resource whose runs have completed everything that was requested.
  Answer verify(Situation situation) {
    Observation observation = situation.observation();
    var waiting =
        new Decision.NoAction(
            observation.recorded(),
            ConditionMessages.inStep(observation.recorded(), situation.spec(), situation.desired()),
            Optional.empty());
    Optional<Run> check = latest(observation);
    if (check.isPresent()) {
      return believed(situation, check.get())
          .map(read -> ofReport(situation, check.get(), read))
          .orElseGet(() -> new Answer.Decided(unread(situation, waiting, check.get())));
    }
    boolean suspended = situation.spec().suspended();
    Optional<Instant> due = due(observation, situation.spec());
    if (due.isEmpty() || suspended || observation.now().isBefore(due.get())) {
      return new Answer.Decided(
          new Decision.NoAction(
              observation.recorded(), waiting.condition(), suspended ? Optional.empty() : due));
    }
    return new Answer.Decided(start(situation, waiting, due.get()));
  }

  /// Reads the version of a database again that a run may have changed without a report, if no
  /// attempt follows that would read it. Suspended resources are included, because a verification
  /// changes nothing.
  ///
  /// @param waiting the decision until the version is known
  /// @param next decides once the version is known
  Decision readDatabase(
      Situation situation, Decision.NoAction waiting, Function<Situation, Decision> next) {
    Observation observation = situation.observation();
    Optional<Run> check = latest(observation);
    if (check.isPresent()) {
      return believed(situation, check.get())
          .map(read -> afterRead(situation, check.get(), read, next))
          .orElseGet(() -> unread(situation, waiting, check.get()));
    }
    Optional<Instant> postponed =
        observation.recorded().nextRetryAt().filter(observation.now()::isBefore);
    if (postponed.isPresent()) {
      return new Decision.NoAction(
          waiting.recorded().withNextRetry(postponed), waiting.condition(), postponed);
    }
    return start(situation, waiting, observation.now());
  }

  private static Decision afterRead(
      Situation situation, Run check, Read read, Function<Situation, Decision> next) {
    RecordedState recorded =
        situation
            .recorded()
            .withSnapshot(RunRecorder.snapshot(check.inputs(), read.report()), read.at())
            .withNextRetry(Optional.empty());
    boolean inStep = read.report().exitCode() == ExitCode.OK.code();
    return next.apply(
        situation.with(inStep ? recorded.withFailures(0, 0) : recorded).withObsolete(check.job()));
  }

  private static Optional<Run> latest(Observation observation) {
    return observation.runs().stream()
        .filter(run -> run.purpose() == Purpose.VERIFY)
        .filter(run -> !(run.state() instanceof Run.State.Deleted))
        .max(Comparator.comparing(Run::created));
  }

  private static Decision start(Situation situation, Decision.NoAction waiting, Instant due) {
    Observation observation = situation.observation();
    DesiredState.Valid spec = situation.spec();
    Scripts.Available scripts = situation.scripts();
    var inputs =
        new Run.Inputs(
            spec.inputsDigest(),
            spec.template(),
            spec.database(),
            scripts.digest(),
            situation.desired(),
            Optional.empty());
    String job =
        JobNames.verify(
            observation.identity().name(), observation.identity().uid(), inputs.digest(), due);
    var plan =
        new RunPlan(
            job, observation.nextAttempt() - 1, Purpose.VERIFY, inputs, scripts.configMaps());
    return new Decision.Start(waiting.recorded(), waiting.condition(), plan, Optional.empty());
  }

  /// The result of a verification.
  private record Read(RunReport report, Instant at) {}

  /// Returns the result of a verification if it can be trusted: it has the current inputs, and
  /// began after the last run.
  private static Optional<Read> believed(Situation situation, Run check) {
    boolean overtaken =
        situation
            .recorded()
            .lastRun()
            .filter(run -> check.created().isBefore(run.startedAt()))
            .isPresent();
    return !overtaken
            && check.state()
                instanceof Run.State.Ended(Run.End.Reported(RunReport report), Instant at)
            && report.databaseRead()
            && check.inputs().digest().equals(situation.spec().inputsDigest())
        ? Optional.of(new Read(report, at))
        : Optional.empty();
  }

  /// Handles a verification that is in progress, or has read nothing.
  private static Decision unread(Situation situation, Decision.NoAction waiting, Run check) {
    Observation observation = situation.observation();
    Optional<Instant> patienceEnds = patienceEnds(check);
    boolean ended = check.state() instanceof Run.State.Ended;
    if (!ended && (patienceEnds.isEmpty() || observation.now().isBefore(patienceEnds.get()))) {
      return new Decision.NoAction(waiting.recorded(), waiting.condition(), patienceEnds);
    }
    return postpone(observation, situation.spec(), waiting, check);
  }

  /// Returns the time until which a verification is waited for; empty for one that is running,
  /// however long it takes.
  private static Optional<Instant> patienceEnds(Run check) {
    return switch (check.state()) {
      case Run.State.AwaitingRelease _,
          Run.State.SuspendedByOthers _,
          Run.State.NoPod _,
          Run.State.Starting _ ->
          Optional.of(check.created().plus(Run.POD_PATIENCE));
      case Run.State.Terminating(Instant givenUpAt) -> Optional.of(givenUpAt);
      case Run.State.Running _, Run.State.Ended _, Run.State.Deleted _ -> Optional.empty();
    };
  }

  private static Answer ofReport(Situation situation, Run check, Read read) {
    RecordedState recorded =
        situation
            .recorded()
            .withSnapshot(RunRecorder.snapshot(check.inputs(), read.report()), read.at());
    if (read.report().exitCode() != ExitCode.OK.code()) {
      return new Answer.Undecided(situation.with(recorded).withObsolete(check.job()));
    }
    RecordedState verified = warned(recorded, read.report()).withNextRetry(Optional.empty());
    return new Answer.Decided(
        new Decision.Stop(
            verified,
            ConditionMessages.inStep(verified, situation.spec(), situation.desired()),
            check.job(),
            due(situation.observation().with(verified), situation.spec())));
  }

  /// Adds the warnings of a verification to those of the last run, which could not have them all:
  /// if newer scripts are accepted, some may have been applied since.
  private static RecordedState warned(RecordedState recorded, RunReport report) {
    List<String> warnings =
        Stream.concat(recorded.warnings().stream(), report.warnings().stream()).distinct().toList();
    return warnings.equals(recorded.warnings())
        ? recorded
        : recorded
            .lastRun()
            .map(last -> recorded.withLastRun(last.warned(warnings)))
            .orElse(recorded);
  }

  /// Repeats a verification that could not read the database after the longest backoff. It has
  /// found nothing.
  private static Decision postpone(
      Observation observation, DesiredState.Valid spec, Decision.NoAction waiting, Run check) {
    Instant again = observation.now().plus(spec.backoff().max());
    return new Decision.Stop(
        waiting.recorded().withNextRetry(Optional.of(again)),
        waiting.condition(),
        check.job(),
        Optional.of(again));
  }

  /// Returns the time of the next verification: one interval, lengthened by up to a tenth, after
  /// the last reading, but not before a postponed one.
  private static Optional<Instant> due(Observation observation, DesiredState.Valid spec) {
    return spec.verifyEvery()
        .flatMap(
            every ->
                observation
                    .recorded()
                    .lastVerifiedAt()
                    .map(last -> last.plus(jittered(every, observation.identity().uid()))))
        .map(
            due ->
                observation
                    .recorded()
                    .nextRetryAt()
                    .filter(retry -> retry.isAfter(due))
                    .orElse(due));
  }

  private static Duration jittered(Duration every, String seed) {
    return every.plusMillis((long) (every.toMillis() * JITTER * Backoff.fraction(seed)));
  }
}
