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

/// Decides when a database is read again without anything being run: while the resource is in step,
/// and after a run that may have changed it unseen where no other follows. The conditions stay as
/// they are unless a verification finds something.
public final class Verifier {
  private static final double JITTER = 0.1;

  /// More often is not taken from a spec that an older CRD let pass: each verification is a Job.
  private static final Duration MOST_OFTEN = Duration.ofSeconds(30);

  /// How often a spec asks for a verification, empty where it asks for none.
  public static Optional<Duration> every(Verify spec) {
    Duration every = DurationText.parse(spec.every()).orElse(Duration.ofHours(1));
    return every.isZero()
        ? Optional.empty()
        : Optional.of(every.compareTo(MOST_OFTEN) < 0 ? MOST_OFTEN : every);
  }

  /// Decides for a resource whose runs have done all that was asked.
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

  /// Reads the version of a database anew that a run may have changed unseen, where no attempt
  /// follows that would: also of a resource that is suspended, because it changes nothing.
  ///
  /// @param waiting what the resource waits for meanwhile
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

  /// What a verification has read, and when.
  private record Read(RunReport report, Instant at) {}

  /// What a verification has read that is to be believed: of the scripts of now, and begun after
  /// the last run.
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

  /// A verification that is under way, or has read nothing.
  private static Decision unread(Situation situation, Decision.NoAction waiting, Run check) {
    Observation observation = situation.observation();
    Optional<Instant> patienceEnds = patienceEnds(check);
    boolean ended = check.state() instanceof Run.State.Ended;
    if (!ended && (patienceEnds.isEmpty() || observation.now().isBefore(patienceEnds.get()))) {
      return new Decision.NoAction(waiting.recorded(), waiting.condition(), patienceEnds);
    }
    return postpone(observation, situation.spec(), waiting, check);
  }

  /// Until when a verification is waited for; one that works is, however long it takes.
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

  /// A verification may find what the last run could not warn of: scripts that were applied since,
  /// where newer ones are accepted.
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

  /// A verification that could not read the database has found nothing; it is made again after the
  /// longest backoff.
  private static Decision postpone(
      Observation observation, DesiredState.Valid spec, Decision.NoAction waiting, Run check) {
    Instant again = observation.now().plus(spec.backoff().max());
    return new Decision.Stop(
        waiting.recorded().withNextRetry(Optional.of(again)),
        waiting.condition(),
        check.job(),
        Optional.of(again));
  }

  /// When the next verification is due: one interval after the last reading, shifted by up to a
  /// tenth.
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
