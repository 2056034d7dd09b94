package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.schema.FailureKind;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The reason of a failed attempt is shown until the next one has ended, and nothing is claimed
/// about a run before its report (O7).
final class LastAttemptTest {
  private final Decider decider = new Decider();

  static Stream<Run.State> states() {
    return Stream.of(
        new Run.State.AwaitingRelease(),
        new Run.State.Starting(Optional.empty()),
        new Run.State.Running(NOW));
  }

  @ParameterizedTest
  @MethodSource("states")
  void isToldWhileTheNextOneIsUnderWay(Run.State state) {
    Decision.Start again = again(FailureKind.DATABASE_UNREACHABLE);
    assertThat(again).message().endsWith("Last attempt: It failed.");

    Observation next =
        Observations.fresh()
            .recorded(again.recorded())
            .at(again.recorded().lastRun().orElseThrow().startedAt())
            .run(2, state, again.plan().inputs())
            .build();
    String message = decider.decide(next).condition().message();

    assertThat(message).contains("Last attempt: It failed.").doesNotContain("applying");
  }

  @Test
  void aFirstAttemptHasNone() {
    Decision decision =
        decider.decide(
            Observations.fresh()
                .recorded(Observations.running())
                .run(1, new Run.State.Running(NOW))
                .build());

    assertThat(decision)
        .message()
        .endsWith("is running, migrating to version 3.")
        .doesNotContain("last attempt");
  }

  private Decision.Start again(FailureKind kind) {
    RecordedState failed = Observations.failed(kind);
    Decision decision =
        decider.decide(
            Observations.fresh().recorded(failed).at(NOW.plus(Duration.ofMinutes(10))).build());
    assertThat(decision).startsAJob();
    return (Decision.Start) decision;
  }
}
