package dev.lockstep.operator.migration;

import static dev.lockstep.operator.migration.Observations.NOW;
import static dev.lockstep.operator.migration.Observations.inStep;
import static dev.lockstep.operator.migration.Observations.reported;
import static dev.lockstep.operator.migration.Observations.verified;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.schema.Requirements;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What follows from a verification where something else stands in the way.
final class VerifierTest {
  private final Decider decider = new Decider();

  @Test
  void waitsForAPodThatIsBeingDeletedAndGivesItUpWithItsNode() {
    Instant givenUpAt = NOW.plusSeconds(90);
    var lost = new Run.State.Terminating(givenUpAt);

    Decision waiting = decider.decide(inStep().verification(lost).build());
    Decision givenUp = decider.decide(inStep().verification(lost).at(givenUpAt).build());

    assertThat(waiting).isInstanceOf(Decision.Rest.class);
    assertThat(waiting.wakeAt()).contains(givenUpAt);
    assertThat(givenUp).isInstanceOf(Decision.Stop.class);
    assertThat(givenUp.verdict()).isInstanceOf(Verdict.InStep.class);
    assertThat(givenUp.wakeAt()).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0  | The database records version 3; 3 scripts are applied.
          1  | The database records version 3; 3 scripts are applied; 1 object was changed by other hands.
          2  | The database records version 3; 3 scripts are applied; 2 objects were changed by other hands.
          19 | The database records version 3; 3 scripts are applied; 19 objects were changed by other hands.
          20 | The database records version 3; 3 scripts are applied; 20 or more objects were changed by other hands.
          99 | The database records version 3; 3 scripts are applied; 20 or more objects were changed by other hands.
          """)
  void whatOtherHandsHaveChangedIsToldAndStartsNothing(int objects, String message) {
    List<String> names = IntStream.range(0, objects).mapToObj(i -> "table t" + i).toList();

    Decision decision = decider.decide(inStep().verification(ended(verified(names))).build());

    assertThat(decision).isInstanceOf(Decision.Stop.class);
    assertThat(decision.verdict()).isEqualTo(new Verdict.InStep(message));
    assertThat(decision.facts().drift()).isEqualTo(names.stream().limit(20).toList());
    assertThat(decider.decide(inStep().facts(decision.facts()).build()).verdict())
        .as("the next pass says the same")
        .isEqualTo(decision.verdict());
  }

  @Test
  void theNextVerificationThatFindsNoDriftClearsIt() {
    Decision decision =
        decider.decide(inStep().facts(drifted()).verification(ended(verified(List.of()))).build());

    assertThat(decision.facts().drift()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"3, ''", "0, table x"})
  void aRunClearsDriftOnlyWhereItAppliesSomething(int applied, String left) {
    Facts begun = Ledger.begun(drifted(), Observations.plan("inputs-2", 2), NOW);

    Facts facts =
        Ledger.ended(
            begun,
            Observations.made("inputs-2"),
            Observations.applied(applied),
            NOW,
            Observations.backoff(),
            NOW);

    assertThat(String.join(",", facts.drift())).isEqualTo(left);
  }

  @Test
  void driftIsNewsOnlyWhereItIsNotWhatWasKnown() {
    Facts none = Observations.succeeded(NOW);

    assertThat(Verdicts.newDrift(none, drifted()))
        .contains(
            "1 object was changed by other hands since the last run that applied something: table x.");
    assertThat(Verdicts.newDrift(drifted(), drifted())).isEmpty();
    assertThat(Verdicts.newDrift(drifted(), none)).isEmpty();
  }

  private static Facts drifted() {
    Facts facts = Observations.succeeded(NOW.minusSeconds(60));
    return facts.withReading(
        facts.reading().orElseThrow().withDrift(List.of("table x")), NOW.minusSeconds(60));
  }

  private static Run.State ended(Run.End end) {
    return new Run.State.Ended(end, NOW);
  }

  @Test
  void aDatabaseThatWasSetBackIsNamedAsTheReasonForTheRun() {
    Decision decision =
        decider.decide(
            inStep().verification(new Run.State.Ended(reported(3, "1", null), NOW)).build());

    assertThat(decision).isInstanceOf(Decision.Start.class);
    assertThat(decision.verdict().message())
        .endsWith(
            " is being started. The database was at version 3 and records version 1 now, as after the restore of an older backup.");
  }

  @Test
  void startsNothingForWhatItFoundWhileSuspended() {
    Decision decision =
        decider.decide(
            inStep()
                .suspended()
                .verification(new Run.State.Ended(reported(3, "1", null), NOW))
                .build());

    assertThat(decision).isInstanceOf(Decision.Stop.class);
    assertThat(decision.verdict().reason()).isEqualTo(ConditionReason.SUSPENDED);

    Decision next = decider.decide(inStep().suspended().facts(decision.facts()).build());

    assertThat(next.verdict().reason()).isEqualTo(ConditionReason.SUSPENDED);
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
                .workload(new Workload("web-1", "Deployment/web", Workload.Stage.LIVE, window))
                .verification(new Run.State.Ended(reported(3, "1", null), NOW))
                .build());

    assertThat(((Decision.Start) decision).plan().made().target())
        .hasValueSatisfying(version -> assertThat(version.text()).isEqualTo("2"));
  }
}
