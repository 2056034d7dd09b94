package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.failed;
import static dev.lockstep.operator.migration.decision.Observations.fresh;
import static dev.lockstep.operator.migration.decision.Observations.inStep;
import static dev.lockstep.operator.migration.decision.Observations.reported;
import static dev.lockstep.operator.migration.decision.Observations.running;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.schema.FailureKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `spec.scripts.digest` pins a set, but the ConfigMaps hold another one. // G1
final class PinnedScriptsTest {
  private static final Scripts OTHER = new Scripts.Other("sha256:found", "sha256:meant");

  private final Decider decider = new Decider();

  @ParameterizedTest
  @MethodSource("resources")
  void noRunStartsWithAnotherSetAndBothAreNamed(Observations resource) {
    RecordedState before = resource.build().recorded();

    Decision decision = decider.decide(resource.scripts(OTHER).build());

    assertThat(decision)
        .takesNoAction()
        .isWorking(ConditionReason.WAITING_FOR_SCRIPTS)
        .message()
        .contains("sha256:found")
        .contains("spec.scripts.digest is sha256:meant");
    assertThat(decision.recorded().snapshot()).isEqualTo(before.snapshot());
  }

  static Stream<Observations> resources() {
    return Stream.of(
        fresh(),
        inStep(),
        inStep().changed(),
        inStep().retry("again"),
        inStep().suspended(),
        fresh().recorded(failed(FailureKind.SCRIPT_FAILED)),
        fresh().recorded(failed(FailureKind.SCRIPT_RETRYABLE)));
  }

  @ParameterizedTest
  @MethodSource("notStarted")
  void aJobOfThisSetThatHasNotStartedIsStopped(Run.State state) {
    Decision decision =
        decider.decide(
            fresh().recorded(running()).scripts(OTHER).inputs("inputs-1").run(1, state).build());

    assertThat(decision).deletesAJob();
  }

  static Stream<Run.State> notStarted() {
    return Stream.of(
        new Run.State.AwaitingRelease(),
        new Run.State.NoPod(Optional.empty()),
        new Run.State.Starting(Optional.empty()));
  }

  @Test
  void aRunThatHasStartedEndsFirst() {
    Observations resource = fresh().recorded(running()).scripts(OTHER);

    Decision working = decider.decide(resource.run(1, new Run.State.Running(NOW)).build());
    Decision ended =
        decider.decide(
            fresh()
                .recorded(running())
                .scripts(OTHER)
                .run(1, new Run.State.Ended(reported(0, "3", null), NOW))
                .build());

    assertThat(working).hasReason(ConditionReason.RUNNING);
    assertThat(ended).hasReason(ConditionReason.WAITING_FOR_SCRIPTS);
    assertThat(ended.recorded().snapshot().flatMap(RecordedState.Snapshot::version)).contains("3");
  }

  @Test
  void theRunStartsWhenTheSetIsThere() {
    RecordedState waiting = decider.decide(inStep().scripts(OTHER).build()).recorded();

    Decision decision = decider.decide(fresh().recorded(waiting).inputs("inputs-2").build());

    assertThat(decision).startsAJob();
    assertThat(List.of(decision.condition().reason())).containsExactly(ConditionReason.STARTING);
  }
}
