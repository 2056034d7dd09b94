package dev.lockstep.operator.migration;

import static dev.lockstep.operator.migration.Observations.NOW;
import static dev.lockstep.operator.migration.Observations.inStep;
import static dev.lockstep.operator.migration.Observations.reported;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.schema.Requirements;
import java.time.Instant;
import org.junit.jupiter.api.Test;

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
