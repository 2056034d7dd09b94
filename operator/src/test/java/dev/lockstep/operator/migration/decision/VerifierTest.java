package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.inStep;
import static dev.lockstep.operator.migration.decision.Observations.reported;
import static dev.lockstep.operator.migration.decision.Observations.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.spec.Drift;
import dev.lockstep.api.v1alpha1.spec.Verify;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.schema.Requirements;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The effects of a verification while something else holds a run back.
final class VerifierTest {
  private final Decider decider = new Decider();

  @Test
  void waitsForAPodThatIsBeingDeletedAndGivesItUpWithItsNode() {
    Instant givenUpAt = NOW.plusSeconds(90);
    var lost = new Run.State.Terminating(givenUpAt);

    Decision waiting = decider.decide(inStep().verification(lost).build());
    Decision givenUp = decider.decide(inStep().verification(lost).at(givenUpAt).build());

    assertThat(waiting).takesNoAction().wakesUpAt(givenUpAt);
    assertThat(givenUp).deletesAJob().isInStep().wakesUp();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | The database records version 3; 3 scripts are applied.
          1  | The database records version 3; 3 scripts are applied; 1 object was changed outside Lockstep.
          2  | The database records version 3; 3 scripts are applied; 2 objects were changed outside Lockstep.
          19 | The database records version 3; 3 scripts are applied; 19 objects were changed outside Lockstep.
          20 | The database records version 3; 3 scripts are applied; 20 or more objects were changed outside Lockstep.
          99 | The database records version 3; 3 scripts are applied; 20 or more objects were changed outside Lockstep.
          """)
  void whatOtherHandsHaveChangedIsToldAndStartsNothing(int objects, String message) {
    List<String> names = IntStream.range(0, objects).mapToObj(i -> "table t" + i).toList();

    Decision decision = decider.decide(inStep().verification(ended(verified(names))).build());

    assertThat(decision).deletesAJob();
    assertThat(decision.condition()).isEqualTo(new ConditionState.InStep(message));
    assertThat(decision.recorded().drift()).isEqualTo(names.stream().limit(20).toList());
    assertThat(decider.decide(inStep().recorded(decision.recorded()).build()).condition())
        .as("the next pass says the same")
        .isEqualTo(decision.condition());
  }

  @Test
  void theNextVerificationThatFindsNoDriftClearsIt() {
    Decision decision =
        decider.decide(
            inStep().recorded(drifted()).verification(ended(verified(List.of()))).build());

    assertThat(decision.recorded().drift()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3, ''", "0, table x"})
  void aRunClearsDriftOnlyWhereItAppliesSomething(int applied, String left) {
    RecordedState begun = RunRecorder.begun(drifted(), Observations.plan("inputs-2", 2), NOW);

    RecordedState recorded =
        RunRecorder.ended(
            begun,
            Observations.runInputs("inputs-2"),
            Observations.applied(applied),
            NOW,
            Observations.backoff(),
            NOW);

    assertThat(String.join(",", recorded.drift())).isEqualTo(left);
  }

  @Test
  void driftIsNewsOnlyWhereItIsNotWhatWasKnown() {
    RecordedState none = Observations.succeeded(NOW);

    assertThat(ConditionMessages.newDrift(none, drifted()))
        .contains(
            "1 object was changed outside Lockstep since the last run that applied a script: table x.");
    assertThat(ConditionMessages.newDrift(drifted(), drifted())).isEmpty();
    assertThat(ConditionMessages.newDrift(drifted(), none)).isEmpty();
  }

  private static RecordedState drifted() {
    RecordedState recorded = Observations.succeeded(NOW.minusSeconds(60));
    return recorded.withSnapshot(
        recorded.snapshot().orElseThrow().withDrift(List.of("table x")), NOW.minusSeconds(60));
  }

  private static Run.State ended(Run.End end) {
    return new Run.State.Ended(end, NOW);
  }

  @Test
  void aDatabaseThatWasSetBackIsNamedAsTheReasonForTheRun() {
    Decision decision =
        decider.decide(
            inStep().verification(new Run.State.Ended(reported(3, "1", null), NOW)).build());

    assertThat(decision)
        .startsAJob()
        .message()
        .endsWith(
            " is starting. The database was at version 3 and now records version 1, as after restoring an older backup.");
  }

  // B7
  @Test
  void aVersionThatNobodyAskedForIsNotInStep() {
    RecordedState forged =
        RunRecorder.ended(
            RunRecorder.begun(RecordedState.NONE, Observations.plan("inputs-1", 1), NOW),
            Observations.runInputs("inputs-1"),
            reported(0, "99", null),
            NOW,
            Observations.backoff(),
            NOW);

    Decision decision = decider.decide(Observations.fresh().recorded(forged).build());

    assertThat(decision)
        .isStalled(ConditionReason.UNKNOWN_APPLIED)
        .message()
        .startsWith("The database records version 99, which is newer than the desired version 3.");
    assertThat(decision.wakeAt()).as("it is read again").isPresent();
  }

  // B7
  @Test
  void aVerificationThatFindsAVersionThatNobodyAskedForIsNotInStep() {
    Decision decision =
        decider.decide(
            inStep().verification(new Run.State.Ended(reported(0, "3.1", null), NOW)).build());

    assertThat(decision).deletesAJob().hasReason(ConditionReason.UNKNOWN_APPLIED);
  }

  // W13
  @ParameterizedTest
  @CsvSource({"1s, PT30S", "29999ms, PT30S", "30s, PT30S", "1h, PT1H", "0s, ''", "nonsense, PT1H"})
  void aVerificationIsNotMadeInALoop(String every, String taken) {
    assertThat(Verifier.every(new Verify(every, Drift.REPORT)).map(Object::toString).orElse(""))
        .isEqualTo(taken);
  }

  @Test
  void startsNothingForWhatItFoundWhileSuspended() {
    Decision decision =
        decider.decide(
            inStep()
                .suspended()
                .verification(new Run.State.Ended(reported(3, "1", null), NOW))
                .build());

    assertThat(decision).deletesAJob().hasReason(ConditionReason.SUSPENDED);

    Decision next = decider.decide(inStep().suspended().recorded(decision.recorded()).build());

    assertThat(next).hasReason(ConditionReason.SUSPENDED);
  }

  @Test
  void goesNoFurtherForWhatItFoundThanLivePodsAllow() {
    var window =
        ((Requirements) Requirements.parse("orders <3"))
            .named("orders")
            .orElseThrow()
            .window()
            .orElseThrow();

    Decision decision =
        decider.decide(
            inStep()
                .workload(
                    new Workload(
                        "web-1", "Deployment/web", Workload.Stage.LIVE, window, Observations.NOW))
                .verification(new Run.State.Ended(reported(3, "1", null), NOW))
                .build());

    assertThat(((Decision.Start) decision).plan().inputs().target())
        .hasValueSatisfying(version -> assertThat(version.text()).isEqualTo("2"));
  }

  // G7
  @Test
  void newerScriptsThatAreAcceptedAreWarnedOfAndStartNothing() {
    var found =
        new Run.End.Reported(
            Observations.reportAt("5")
                .withWarnings(List.of("newer scripts are applied: V5__x.sql")));

    Decision decision =
        decider.decide(inStep().acceptingNewer().verification(ended(found)).build());
    RecordedState recorded = decision.recorded();

    assertThat(decision).deletesAJob().isInStep();
    assertThat(recorded.warnings()).containsExactly("newer scripts are applied: V5__x.sql");
    Decision next = decider.decide(inStep().acceptingNewer().recorded(recorded).build());
    assertThat(next).takesNoAction().isInStep();
    assertThat(decider.decide(inStep().recorded(recorded).build()))
        .as("where they are not accepted, a run tells why")
        .startsAJob();
  }

  // G1
  @Test
  void aSetThatIsNotTheOneThatIsMeantIsNotJudged() {
    var other = new Observation.Scripts.Other("sha256:a", "sha256:b");
    Instant due = NOW.plus(java.time.Duration.ofDays(1));

    Decision idle = decider.decide(inStep().scripts(other).at(due).build());
    Decision verified =
        decider.decide(
            inStep().scripts(other).verification(ended(reported(11, "9", null))).build());

    assertThat(List.of(idle, verified))
        .allSatisfy(
            decision -> {
              assertThat(decision).takesNoAction();
              assertThat(decision).hasReason(ConditionReason.WAITING_FOR_SCRIPTS);
              assertThat(decision.recorded()).isEqualTo(inStep().build().recorded());
            });
  }
}
