package dev.lockstep.operator.migration;

import static dev.lockstep.operator.migration.Observations.NOW;
import static dev.lockstep.operator.migration.Observations.failed;
import static dev.lockstep.operator.migration.Observations.fresh;
import static dev.lockstep.operator.migration.Observations.inStep;
import static dev.lockstep.operator.migration.Observations.made;
import static dev.lockstep.operator.migration.Observations.reported;
import static dev.lockstep.operator.migration.Observations.running;
import static dev.lockstep.operator.migration.Observations.versions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.operator.migration.Observation.Scripts;
import dev.lockstep.operator.migration.Observation.Wish;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureClass;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.VersionWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DeciderTest {
  private final Decider decider = new Decider();

  @Test
  void startsTheFirstAttemptOfANewResource() {
    Decision decision = decider.decide(fresh().build());

    Decision.Start start = start(decision);
    assertThat(start.plan().attempt()).isEqualTo(1);
    assertThat(start.plan().made().target())
        .hasValueSatisfying(v -> assertThat(v.text()).isEqualTo("3"));
    assertThat(start.facts().lastRun())
        .hasValueSatisfying(run -> assertThat(run.underWay()).isTrue());
    assertThat(start.verdict().reason()).isEqualTo(ConditionReason.STARTING);
  }

  @Test
  void waitsForMissingConfigMapsAndNamesThem() {
    Decision decision =
        decider.decide(fresh().scripts(new Scripts.Missing(List.of("a", "b"))).build());

    assertThat(decision).isInstanceOf(Decision.Rest.class);
    assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.SCRIPTS_NOT_FOUND);
    assertThat(decision.verdict().message()).contains("a, b").contains("shop");
  }

  @Test
  void saysThatASpecCannotBeReadAndStartsNothing() {
    Observation seen = fresh().build();
    var unreadable =
        new Observation(
            seen.identity(),
            true,
            new Wish.Unreadable("spec.port is out of range"),
            seen.scripts(),
            Facts.NONE,
            List.of(),
            List.of(),
            NOW);

    Decision decision = decider.decide(unreadable);

    assertThat(decision).isInstanceOf(Decision.Rest.class);
    assertThat(decision.verdict())
        .isEqualTo(new Verdict.Stalled(ConditionReason.INVALID_SPEC, "spec.port is out of range"));
  }

  @Test
  void restsUntilTheNextVerificationWhenInStep() {
    Decision decision = decider.decide(inStep().build());

    assertThat(decision).isInstanceOf(Decision.Rest.class);
    assertThat(decision.verdict()).isInstanceOf(Verdict.InStep.class);
    assertThat(decision.wakeAt()).hasValueSatisfying(at -> assertThat(at).isAfter(NOW));
  }

  @Test
  void startsAgainWhenInputsChange() {
    Decision.Start start = start(decider.decide(inStep().inputs("inputs-2").build()));

    assertThat(start.plan().attempt()).isEqualTo(2);
    assertThat(start.facts().reading()).isPresent();
  }

  @Test
  void forgetsWhatWasReadFromAnotherDatabase() {
    Decision.Start start =
        start(decider.decide(inStep().inputs("inputs-2").database("sha256:other").build()));

    assertThat(start.facts().reading()).isEmpty();
  }

  @Test
  void announcesAHeldJobBeforeItReleasesIt() {
    Decision adopted = decider.decide(fresh().run(1, new Run.State.Held()).build());
    Decision released =
        decider.decide(fresh().facts(running()).run(1, new Run.State.Held()).build());

    assertThat(adopted).isInstanceOf(Decision.Rest.class);
    assertThat(adopted.facts().lastRun()).isPresent();
    assertThat(released).isInstanceOf(Decision.Release.class);
  }

  @Test
  void stopsAHeldJobWhenAPodCameThatItWouldLeaveBehind() {
    Decision decision =
        decider.decide(
            fresh()
                .facts(running())
                .run(1, new Run.State.Held())
                .workload(workload(Workload.Stage.LIVE, "<3"))
                .build());

    assertThat(decision).isInstanceOf(Decision.Stop.class);
  }

  @Test
  void replacesAJobThatHasNotStartedWhenInputsChange() {
    Decision decision =
        decider.decide(
            fresh()
                .facts(running())
                .inputs("inputs-2")
                .run(1, new Run.State.Starting(Optional.empty()))
                .build());

    assertThat(decision).isInstanceOf(Decision.Stop.class);
  }

  @Test
  void letsARunnerFinishAlthoughInputsChanged() {
    Decision decision =
        decider.decide(
            fresh().facts(running()).inputs("inputs-2").run(1, new Run.State.Running(NOW)).build());

    assertThat(decision).isInstanceOf(Decision.Rest.class);
    assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.RUNNING);
  }

  @Test
  void recordsSuccess() {
    Decision decision =
        decider.decide(
            fresh()
                .facts(running())
                .run(1, new Run.State.Ended(reported(0, "3", null), NOW))
                .build());

    assertThat(decision.verdict()).isInstanceOf(Verdict.InStep.class);
    assertThat(decision.facts().reading())
        .hasValueSatisfying(read -> assertThat(read.version()).contains("3"));
  }

  @Test
  void startsAtOnceAfterSuccessWhenInputsChangedMeanwhile() {
    Decision.Start start =
        start(
            decider.decide(
                fresh()
                    .facts(running())
                    .inputs("inputs-2")
                    .run(1, new Run.State.Ended(reported(0, "3", null), NOW))
                    .build()));

    assertThat(start.plan().attempt()).isEqualTo(2);
    assertThat(start.facts().reading()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void retriesByClass(FailureKind kind) {
    Decision decision = decider.decide(fresh().facts(failed(kind)).build());

    assertThat(decision).isInstanceOf(Decision.Rest.class);
    boolean stops = kind.failureClass() == FailureClass.PERMANENT;
    assertThat(decision.verdict() instanceof Verdict.Stalled).isEqualTo(stops);
    assertThat(decision.wakeAt().isPresent()).isEqualTo(!stops);
    assertThat(decision.facts().nextRetryAt().isPresent()).isEqualTo(!stops);
  }

  @Test
  void startsTheNextAttemptWhenItIsDue() {
    Decision.Start start =
        start(
            decider.decide(
                fresh()
                    .facts(failed(FailureKind.DATABASE_UNREACHABLE))
                    .at(NOW.plusSeconds(5))
                    .build()));

    assertThat(start.plan().attempt()).isEqualTo(2);
    assertThat(start.facts().failures()).isEqualTo(1);
    assertThat(start.facts().nextRetryAt()).isEmpty();
  }

  @Test
  void stallsWhenCountedAttemptsAreUsedUp() {
    Facts facts = failed(FailureKind.SCRIPT_RETRYABLE).withFailures(3, 3);

    Decision decision = decider.decide(fresh().facts(facts).at(NOW.plusSeconds(600)).build());

    assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.RETRIES_EXHAUSTED);
    assertThat(decision.wakeAt()).isEmpty();
  }

  @Test
  void neverStallsForAnEnvironmentThatIsNotThere() {
    Facts facts = failed(FailureKind.DATABASE_UNREACHABLE).withFailures(500, 0);

    Decision decision = decider.decide(fresh().facts(facts).build());

    assertThat(decision.verdict()).isInstanceOf(Verdict.Working.class);
    assertThat(decision.wakeAt()).isPresent();
  }

  @Test
  void tryAgainAtOnceWhenTheSpecChangedAfterAFailure() {
    Decision decision =
        decider.decide(fresh().facts(failed(FailureKind.SCRIPT_FAILED)).changed().build());

    assertThat(start(decision).facts().failures()).isZero();
  }

  @Test
  void startsNothingWhileSuspendedAndSaysSo() {
    Decision withWork = decider.decide(fresh().suspended().build());
    Decision withoutWork = decider.decide(inStep().suspended().build());

    assertThat(withWork.verdict().reason()).isEqualTo(ConditionReason.SUSPENDED);
    assertThat(withWork).isInstanceOf(Decision.Rest.class);
    assertThat(withoutWork.verdict()).isInstanceOf(Verdict.InStep.class);
    assertThat(withoutWork.wakeAt()).isEmpty();
  }

  @Test
  void takesADeletedJobForAnInterruption() {
    Decision decision = decider.decide(fresh().facts(running()).build());

    assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.INTERRUPTED);
    assertThat(decision.facts().countedAttempts()).isZero();
    assertThat(decision.wakeAt())
        .hasValueSatisfying(at -> assertThat(at).isBefore(NOW.plusSeconds(2)));
  }

  @Test
  void givesUpAPodOfALostNode() {
    var terminating = new Run.State.Terminating(NOW.plusSeconds(10));

    Decision patient = decider.decide(fresh().facts(running()).run(1, terminating).build());
    Decision givenUp =
        decider.decide(
            fresh().facts(running()).run(1, terminating).at(NOW.plusSeconds(10)).build());

    assertThat(patient.wakeAt()).contains(NOW.plusSeconds(10));
    assertThat(givenUp).isInstanceOf(Decision.Stop.class);
    assertThat(givenUp.facts().lastRun())
        .hasValueSatisfying(run -> assertThat(run.underWay()).isFalse());
  }

  @Test
  void startsAnewBesideAJobThatTheStatusHasClosed() {
    Facts closed = failed(FailureKind.INTERRUPTED);

    Decision decision =
        decider.decide(
            fresh()
                .facts(closed)
                .run(1, new Run.State.Terminating(NOW.minusSeconds(1)))
                .at(NOW.plusSeconds(5))
                .build());

    assertThat(start(decision).plan().attempt()).isEqualTo(2);
  }

  @Test
  void takesAJobWithoutPodForAFailureOfTheEnvironment() {
    var noPod = new Run.State.NoPod(Optional.of("exceeded quota: pods"));

    Decision decision = decider.decide(fresh().facts(running()).run(1, noPod).build());

    assertThat(decision).isInstanceOf(Decision.Stop.class);
    assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.POD_NOT_CREATED);
    assertThat(decision.verdict().message()).contains("exceeded quota: pods");
    assertThat(decision.facts().nextRetryAt()).isPresent();
  }

  @Test
  void verifiesWithoutTouchingTheConditions() {
    Instant due = NOW.plus(Duration.ofHours(2));
    Observation seen = inStep().at(due).build();

    Decision.Start start = start(decider.decide(seen));

    assertThat(start.plan().purpose()).isEqualTo(Run.Purpose.VERIFY);
    assertThat(start.verdict()).isInstanceOf(Verdict.InStep.class);
    assertThat(start.facts()).isEqualTo(seen.facts());
  }

  @Test
  void deletesAVerificationThatFoundNothing() {
    Decision decision =
        decider.decide(
            inStep().verification(new Run.State.Ended(reported(0, "3", null), NOW)).build());

    assertThat(decision).isInstanceOf(Decision.Stop.class);
    assertThat(decision.verdict()).isInstanceOf(Verdict.InStep.class);
    assertThat(decision.facts().lastVerifiedAt()).contains(NOW);
  }

  @Test
  void runsWhenAVerificationFoundAnOlderVersion() {
    Decision decision =
        decider.decide(
            inStep().verification(new Run.State.Ended(reported(3, "1", null), NOW)).build());

    assertThat(start(decision).plan().purpose()).isEqualTo(Run.Purpose.MIGRATE);
    assertThat(decision.facts().reading())
        .hasValueSatisfying(read -> assertThat(read.version()).contains("1"));
  }

  @Test
  void keepsTheConditionsWhenAVerificationCouldNotReadTheDatabase() {
    Failure failure = Failure.of(FailureKind.DATABASE_UNREACHABLE, "No answer.", null);

    Decision decision =
        decider.decide(
            inStep().verification(new Run.State.Ended(reported(13, null, failure), NOW)).build());

    assertThat(decision).isInstanceOf(Decision.Stop.class);
    assertThat(decision.verdict()).isInstanceOf(Verdict.InStep.class);
    assertThat(decision.wakeAt()).isPresent();
  }

  @Test
  void goesOnlyAsFarAsLivePodsAllow() {
    Decision.Start start =
        start(decider.decide(fresh().workload(workload(Workload.Stage.LIVE, ">=1 <3")).build()));

    assertThat(start.plan().made().target())
        .hasValueSatisfying(version -> assertThat(version.text()).isEqualTo("2"));
  }

  @Test
  void waitsForPodsThatNeedTheRecordedVersionAndNamesTheirOwner() {
    Facts atTwo = Observations.succeeded(NOW);
    Decision decision =
        decider.decide(
            fresh()
                .facts(atTwo)
                .inputs("inputs-2")
                .scripts(Observations.scripts("digest-2", "1", "2", "3", "4"))
                .workload(workload(Workload.Stage.LIVE, "<4"))
                .build());

    assertThat(decision).isInstanceOf(Decision.Rest.class);
    assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.WAITING_FOR_WORKLOADS);
    assertThat(decision.verdict().message()).contains("Deployment/web").contains("4");
  }

  @Test
  void stallsWhenOneOwnerNeedsVersionsThatExcludeEachOther() {
    Decision decision =
        decider.decide(
            inStep()
                .inputs("inputs-2")
                .scripts(Observations.scripts("digest-2", "1", "2", "3", "4"))
                .workload(workload(Workload.Stage.LIVE, "<4"))
                .workload(workload(Workload.Stage.GATED, ">=4"))
                .build());

    assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.WINDOWS_DISJOINT);
  }

  @Test
  void goesToTheTargetThatTheSpecNames() {
    Decision.Start start = start(decider.decide(fresh().target("2").build()));

    assertThat(start.plan().made().target())
        .hasValueSatisfying(version -> assertThat(version.text()).isEqualTo("2"));
  }

  @Test
  void ignoresJobsThatEndedBeforeTheStatusWasRemoved() {
    Decision decision =
        decider.decide(fresh().run(4, new Run.State.Ended(reported(0, "3", null), NOW)).build());

    assertThat(start(decision).plan().attempt()).isEqualTo(5);
  }

  @Test
  void picksUpAJobThatTheStatusDoesNotKnow() {
    Decision decision =
        decider.decide(fresh().run(1, new Run.State.Running(NOW), made("inputs-1")).build());

    assertThat(decision).isInstanceOf(Decision.Rest.class);
    assertThat(decision.facts().lastRun())
        .hasValueSatisfying(run -> assertThat(run.attempt()).isEqualTo(1));
  }

  @Test
  void forgetsTheVersionWhenARunLeftNoReport() {
    Facts again = Ledger.begun(Observations.succeeded(NOW), Observations.plan("inputs-2", 2), NOW);

    Decision decision =
        decider.decide(
            fresh()
                .facts(again)
                .inputs("inputs-2")
                .run(2, new Run.State.Ended(new Run.End.Died("killed"), NOW), made("inputs-2"))
                .build());

    assertThat(decision.facts().reading()).isEmpty();
    assertThat(decision.facts().nextRetryAt()).isPresent();
  }

  @Test
  void podsHoldBackNoRunThatTakesTheSchemaNoFurther() {
    Observations observations =
        fresh()
            .facts(Observations.succeeded(NOW))
            .inputs("inputs-2")
            .workload(workload(Workload.Stage.LIVE, "<3"));

    Decision.Start start = start(decider.decide(observations.build()));
    Decision released =
        decider.decide(
            fresh()
                .facts(start.facts())
                .inputs("inputs-2")
                .workload(workload(Workload.Stage.LIVE, "<3"))
                .run(2, new Run.State.Held(), made("inputs-2"))
                .build());

    assertThat(released).isInstanceOf(Decision.Release.class);
  }

  @Test
  void waitsForPodsWhenACappedRunFoundTheDatabaseFurther() {
    Facts begun =
        Ledger.begun(
            Facts.NONE,
            new RunPlan(
                "orders-1",
                1,
                Run.Purpose.MIGRATE,
                new Run.MadeFor(
                    "inputs-1",
                    "template-1",
                    Observations.DATABASE,
                    "digest-1",
                    Optional.of(versions("1").getFirst()),
                    Optional.empty()),
                Observations.CONFIG_MAPS),
            NOW);
    Failure below = Failure.of(FailureKind.TARGET_BELOW_RECORDED, "It is at 2.", null);
    Facts facts =
        Ledger.ended(
            begun, made("inputs-1"), reported(11, "2", below), NOW, Observations.backoff(), NOW);

    Decision decision =
        decider.decide(fresh().facts(facts).workload(workload(Workload.Stage.GATED, "<2")).build());

    assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.WAITING_FOR_WORKLOADS);
  }

  private static Workload workload(Workload.Stage stage, String window) {
    VersionWindow versions =
        ((Requirements) Requirements.parse("orders " + window))
            .named("orders")
            .orElseThrow()
            .window()
            .orElseThrow();
    return new Workload("web-1", "Deployment/web", stage, versions);
  }

  private static Decision.Start start(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Start.class);
    return (Decision.Start) decision;
  }
}
