package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.failed;
import static dev.lockstep.operator.migration.decision.Observations.fresh;
import static dev.lockstep.operator.migration.decision.Observations.inStep;
import static dev.lockstep.operator.migration.decision.Observations.reported;
import static dev.lockstep.operator.migration.decision.Observations.runInputs;
import static dev.lockstep.operator.migration.decision.Observations.running;
import static dev.lockstep.operator.migration.decision.Observations.versions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
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
    assertThat(start.plan().inputs().target())
        .hasValueSatisfying(v -> assertThat(v.text()).isEqualTo("3"));
    assertThat(start.recorded().lastRun())
        .hasValueSatisfying(run -> assertThat(run.underWay()).isTrue());
    assertThat(start).hasReason(ConditionReason.STARTING);
  }

  @Test
  void waitsForMissingConfigMapsAndNamesThem() {
    Decision decision =
        decider.decide(fresh().scripts(new Scripts.Missing(List.of("a", "b"))).build());

    assertThat(decision)
        .takesNoAction()
        .hasReason(ConditionReason.SCRIPTS_NOT_FOUND)
        .message()
        .contains("a, b")
        .contains("shop");
  }

  @Test
  void saysThatASpecCannotBeReadAndStartsNothing() {
    Observation observation = fresh().build();
    var unreadable =
        new Observation(
            observation.identity(),
            true,
            new DesiredState.Invalid("spec.port is out of range"),
            observation.scripts(),
            RecordedState.NONE,
            List.of(),
            List.of(),
            NOW,
            Optional.empty());

    Decision decision = decider.decide(unreadable);

    assertThat(decision).takesNoAction();
    assertThat(decision.condition())
        .isEqualTo(
            new ConditionState.Stalled(ConditionReason.INVALID_SPEC, "spec.port is out of range"));
  }

  @Test
  void restsUntilTheNextVerificationWhenInStep() {
    Decision decision = decider.decide(inStep().build());

    assertThat(decision).takesNoAction().isInStep();
    assertThat(decision.wakeAt()).hasValueSatisfying(at -> assertThat(at).isAfter(NOW));
  }

  @Test
  void startsAgainWhenInputsChange() {
    Decision.Start start = start(decider.decide(inStep().inputs("inputs-2").build()));

    assertThat(start.plan().attempt()).isEqualTo(2);
    assertThat(start.recorded().snapshot()).isPresent();
  }

  @Test
  void forgetsWhatWasReadFromAnotherDatabase() {
    Decision.Start start =
        start(decider.decide(inStep().inputs("inputs-2").database("sha256:other").build()));

    assertThat(start.recorded().snapshot()).isEmpty();
  }

  @Test
  void announcesAHeldJobBeforeItReleasesIt() {
    Decision adopted = decider.decide(fresh().run(1, new Run.State.AwaitingRelease()).build());
    Decision released =
        decider.decide(fresh().recorded(running()).run(1, new Run.State.AwaitingRelease()).build());

    assertThat(adopted).takesNoAction();
    assertThat(adopted.recorded().lastRun()).isPresent();
    assertThat(released).releasesAJob();
  }

  @Test
  void stopsAHeldJobWhenAPodCameThatItWouldLeaveBehind() {
    Decision decision =
        decider.decide(
            fresh()
                .recorded(running())
                .run(1, new Run.State.AwaitingRelease())
                .workload(workload(Workload.Stage.LIVE, "<3"))
                .build());

    assertThat(decision).deletesAJob();
  }

  @Test
  void replacesAJobThatHasNotStartedWhenInputsChange() {
    Decision decision =
        decider.decide(
            fresh()
                .recorded(running())
                .inputs("inputs-2")
                .run(1, new Run.State.Starting(Optional.empty()))
                .build());

    assertThat(decision).deletesAJob();
  }

  @Test
  void letsARunnerFinishAlthoughInputsChanged() {
    Decision decision =
        decider.decide(
            fresh()
                .recorded(running())
                .inputs("inputs-2")
                .run(1, new Run.State.Running(NOW))
                .build());

    assertThat(decision).takesNoAction().hasReason(ConditionReason.RUNNING);
  }

  @Test
  void recordsSuccess() {
    Decision decision =
        decider.decide(
            fresh()
                .recorded(running())
                .run(1, new Run.State.Ended(reported(0, "3", null), NOW))
                .build());

    assertThat(decision).isInStep();
    assertThat(decision.recorded().snapshot())
        .hasValueSatisfying(read -> assertThat(read.version()).contains("3"));
  }

  @Test
  void startsAtOnceAfterSuccessWhenInputsChangedMeanwhile() {
    Decision.Start start =
        start(
            decider.decide(
                fresh()
                    .recorded(running())
                    .inputs("inputs-2")
                    .run(1, new Run.State.Ended(reported(0, "3", null), NOW))
                    .build()));

    assertThat(start.plan().attempt()).isEqualTo(2);
    assertThat(start.recorded().snapshot()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(FailureKind.class)
  void retriesByClass(FailureKind kind) {
    Decision decision = decider.decide(fresh().recorded(failed(kind)).build());

    assertThat(decision).takesNoAction();
    boolean stops = kind.failureClass() == FailureClass.PERMANENT;
    assertThat(decision.condition() instanceof ConditionState.Stalled).isEqualTo(stops);
    assertThat(decision.wakeAt().isPresent()).isEqualTo(!stops);
    assertThat(decision.recorded().nextRetryAt().isPresent()).isEqualTo(!stops);
  }

  @Test
  void startsTheNextAttemptWhenItIsDue() {
    Decision.Start start =
        start(
            decider.decide(
                fresh()
                    .recorded(failed(FailureKind.DATABASE_UNREACHABLE))
                    .at(NOW.plusSeconds(5))
                    .build()));

    assertThat(start.plan().attempt()).isEqualTo(2);
    assertThat(start.recorded().failures()).isEqualTo(1);
    assertThat(start.recorded().nextRetryAt()).isEmpty();
  }

  @Test
  void stallsWhenCountedAttemptsAreUsedUp() {
    RecordedState recorded = failed(FailureKind.SCRIPT_RETRYABLE).withFailures(3, 3);

    Decision decision = decider.decide(fresh().recorded(recorded).at(NOW.plusSeconds(600)).build());

    assertThat(decision).hasReason(ConditionReason.RETRIES_EXHAUSTED).waitsForAnEvent();
  }

  @Test
  void neverStallsForAnEnvironmentThatIsNotThere() {
    RecordedState recorded = failed(FailureKind.DATABASE_UNREACHABLE).withFailures(500, 0);

    Decision decision = decider.decide(fresh().recorded(recorded).build());

    assertThat(decision).isWorking().wakesUp();
  }

  @Test
  void tryAgainAtOnceWhenTheSpecChangedAfterAFailure() {
    Decision decision =
        decider.decide(fresh().recorded(failed(FailureKind.SCRIPT_FAILED)).changed().build());

    assertThat(start(decision).recorded().failures()).isZero();
  }

  @Test
  void startsNothingWhileSuspendedAndSaysSo() {
    Decision withWork = decider.decide(fresh().suspended().build());
    Decision withoutWork = decider.decide(inStep().suspended().build());

    assertThat(withWork).hasReason(ConditionReason.SUSPENDED).takesNoAction();
    assertThat(withoutWork).isInStep().waitsForAnEvent();
  }

  @Test
  void takesADeletedJobForAnInterruption() {
    Decision decision = decider.decide(fresh().recorded(running()).build());

    assertThat(decision).hasReason(ConditionReason.INTERRUPTED);
    assertThat(decision.recorded().countedAttempts()).isZero();
    assertThat(decision.wakeAt())
        .hasValueSatisfying(at -> assertThat(at).isBefore(NOW.plusSeconds(2)));
  }

  @Test
  void givesUpAPodOfALostNode() {
    var terminating = new Run.State.Terminating(NOW.plusSeconds(10));

    Decision patient = decider.decide(fresh().recorded(running()).run(1, terminating).build());
    Decision givenUp =
        decider.decide(
            fresh().recorded(running()).run(1, terminating).at(NOW.plusSeconds(10)).build());

    assertThat(patient).wakesUpAt(NOW.plusSeconds(10));
    assertThat(givenUp).deletesAJob();
    assertThat(givenUp.recorded().lastRun())
        .hasValueSatisfying(run -> assertThat(run.underWay()).isFalse());
  }

  @Test
  void startsAnewBesideAJobThatTheStatusHasClosed() {
    RecordedState closed = failed(FailureKind.INTERRUPTED);

    Decision decision =
        decider.decide(
            fresh()
                .recorded(closed)
                .run(1, new Run.State.Terminating(NOW.minusSeconds(1)))
                .at(NOW.plusSeconds(5))
                .build());

    assertThat(start(decision).plan().attempt()).isEqualTo(2);
  }

  @Test
  void takesAJobWithoutPodForAFailureOfTheEnvironment() {
    var noPod = new Run.State.NoPod(Optional.of("exceeded quota: pods"));

    Decision decision = decider.decide(fresh().recorded(running()).run(1, noPod).build());

    assertThat(decision)
        .deletesAJob()
        .hasReason(ConditionReason.POD_NOT_CREATED)
        .message()
        .contains("Exceeded quota: pods");
    assertThat(decision.recorded().nextRetryAt()).isPresent();
  }

  @Test
  void verifiesWithoutTouchingTheConditions() {
    Instant due = NOW.plus(Duration.ofHours(2));
    Observation observation = inStep().at(due).build();

    Decision.Start start = start(decider.decide(observation));

    assertThat(start.plan().purpose()).isEqualTo(Run.Purpose.VERIFY);
    assertThat(start).isInStep();
    assertThat(start.recorded()).isEqualTo(observation.recorded());
  }

  @Test
  void deletesAVerificationThatFoundNothing() {
    Decision decision =
        decider.decide(
            inStep().verification(new Run.State.Ended(reported(0, "3", null), NOW)).build());

    assertThat(decision).deletesAJob().isInStep();
    assertThat(decision.recorded().lastVerifiedAt()).contains(NOW);
  }

  @Test
  void runsWhenAVerificationFoundAnOlderVersion() {
    Decision decision =
        decider.decide(
            inStep().verification(new Run.State.Ended(reported(3, "1", null), NOW)).build());

    assertThat(start(decision).plan().purpose()).isEqualTo(Run.Purpose.MIGRATE);
    assertThat(decision.recorded().snapshot())
        .hasValueSatisfying(read -> assertThat(read.version()).contains("1"));
  }

  @Test
  void keepsTheConditionsWhenAVerificationCouldNotReadTheDatabase() {
    Failure failure = Failure.of(FailureKind.DATABASE_UNREACHABLE, "No answer.", null);

    Decision decision =
        decider.decide(
            inStep().verification(new Run.State.Ended(reported(13, null, failure), NOW)).build());

    assertThat(decision).deletesAJob().isInStep().wakesUp();
  }

  @Test
  void goesOnlyAsFarAsLivePodsAllow() {
    Decision.Start start =
        start(decider.decide(fresh().workload(workload(Workload.Stage.LIVE, ">=1 <3")).build()));

    assertThat(start.plan().inputs().target())
        .hasValueSatisfying(version -> assertThat(version.text()).isEqualTo("2"));
  }

  @Test
  void waitsForPodsThatNeedTheRecordedVersionAndNamesTheirOwner() {
    RecordedState atTwo = Observations.succeeded(NOW);
    Decision decision =
        decider.decide(
            fresh()
                .recorded(atTwo)
                .inputs("inputs-2")
                .scripts(Observations.scripts("digest-2", "1", "2", "3", "4"))
                .workload(workload(Workload.Stage.LIVE, "<4"))
                .build());

    assertThat(decision)
        .takesNoAction()
        .hasReason(ConditionReason.WAITING_FOR_WORKLOADS)
        .message()
        .contains("Deployment/web")
        .contains("4");
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

    assertThat(decision).hasReason(ConditionReason.WINDOWS_DISJOINT);
  }

  @Test
  void goesToTheTargetThatTheSpecNames() {
    Decision.Start start = start(decider.decide(fresh().target("2").build()));

    assertThat(start.plan().inputs().target())
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
        decider.decide(fresh().run(1, new Run.State.Running(NOW), runInputs("inputs-1")).build());

    assertThat(decision).takesNoAction();
    assertThat(decision.recorded().lastRun())
        .hasValueSatisfying(run -> assertThat(run.attempt()).isEqualTo(1));
  }

  @Test
  void podsHoldBackNoRunThatTakesTheSchemaNoFurther() {
    Observations observations =
        fresh()
            .recorded(Observations.succeeded(NOW))
            .inputs("inputs-2")
            .workload(workload(Workload.Stage.LIVE, "<3"));

    Decision.Start start = start(decider.decide(observations.build()));
    Decision released =
        decider.decide(
            fresh()
                .recorded(start.recorded())
                .inputs("inputs-2")
                .workload(workload(Workload.Stage.LIVE, "<3"))
                .run(2, new Run.State.AwaitingRelease(), runInputs("inputs-2"))
                .build());

    assertThat(released).releasesAJob();
  }

  @Test
  void waitsForPodsWhenACappedRunFoundTheDatabaseFurther() {
    RecordedState begun =
        RunRecorder.begun(
            RecordedState.NONE,
            new RunPlan(
                "orders-1",
                1,
                Run.Purpose.MIGRATE,
                new Run.Inputs(
                    "inputs-1",
                    "template-1",
                    Observations.DATABASE,
                    "digest-1",
                    Optional.of(versions("1").getFirst()),
                    Optional.empty()),
                Observations.CONFIG_MAPS),
            NOW);
    Failure below = Failure.of(FailureKind.TARGET_BELOW_RECORDED, "It is at 2.", null);
    RecordedState recorded =
        RunRecorder.ended(
            begun,
            runInputs("inputs-1"),
            reported(11, "2", below),
            NOW,
            Observations.backoff(),
            NOW);

    Decision decision =
        decider.decide(
            fresh().recorded(recorded).workload(workload(Workload.Stage.LIVE, "<2")).build());

    assertThat(decision).hasReason(ConditionReason.WAITING_FOR_WORKLOADS);
  }

  private static Workload workload(Workload.Stage stage, String window) {
    VersionWindow versions =
        ((Requirements) Requirements.parse("orders " + window))
            .named("orders")
            .orElseThrow()
            .window()
            .orElseThrow();
    return new Workload("web-1", "Deployment/web", stage, versions, Observations.NOW);
  }

  private static Decision.Start start(Decision decision) {
    assertThat(decision).startsAJob();
    return (Decision.Start) decision;
  }

  @Test
  void aDecisionCarriesTheJobsThatGoOnceTheStatusIsWritten() {
    var ended = new Run.State.Ended(reported(0, "3", null), NOW);
    var observations = inStep();
    for (int attempt = 1; attempt <= 5; attempt++) {
      observations = observations.run(attempt, ended);
    }
    Observation observation = observations.build();

    assertThat(decider.decide(observation).cleanup())
        .containsExactlyElementsOf(Retention.expendable(observation.runs()))
        .hasSize(2);
  }
}
