package dev.lockstep.operator.migration.observation;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.failed;
import static dev.lockstep.operator.migration.decision.Observations.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.migration.decision.Decider;
import dev.lockstep.operator.migration.decision.Decision;
import dev.lockstep.operator.migration.decision.Observations;
import dev.lockstep.operator.migration.decision.RecordedState;
import dev.lockstep.operator.migration.decision.RunRecorder;
import dev.lockstep.schema.FailureKind;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryRequestTest {
  private final Decider decider = new Decider();

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, -",
        "now, -, now",
        "now, before, now",
        "-, before, before",
        "'', before, before",
        "' ', -, -",
        "'two words', -, 'two words'",
        "'\"a\\nb\\u0000c\"', -, 'a b c'"
      })
  void theAnnotationCountsAndWithoutItTheAnswer(
      @Nullable String annotation, @Nullable String answered, @Nullable String counts) {
    assertThat(RetryRequest.of(resource(annotation, answered)))
        .isEqualTo(Optional.ofNullable(counts));
  }

  @Test
  void ofALongValueTheBeginningCounts() {
    String long256 = "x".repeat(255) + "\uD83D\uDE00" + "y";

    assertThat(RetryRequest.of(resource("z".repeat(300), null))).contains("z".repeat(256));
    assertThat(RetryRequest.of(resource(long256, null))).contains("x".repeat(255));
  }

  @Test
  void aNewValueIsAnsweredOnce() {
    RecordedState stalled = failed(FailureKind.SCRIPT_FAILED);

    Decision asked =
        decider.decide(fresh().recorded(stalled).inputs("inputs-now").retry("now").build());

    assertThat(asked).startsAJob();
    assertThat(((Decision.Start) asked).plan().inputs().retry()).contains("now");
    assertThat(asked.recorded().lastRetry()).contains("now");
    assertThat(asked.recorded().lastRun().flatMap(RecordedState.LastRun::retry)).contains("now");
    RecordedState failedAgain = ended(asked.recorded(), FailureKind.SCRIPT_FAILED);
    assertThat(
            decider.decide(fresh().recorded(failedAgain).inputs("inputs-now").retry("now").build()))
        .takesNoAction();
  }

  @Test
  void endsTheWaitBetweenAttempts() {
    RecordedState waiting = failed(FailureKind.DATABASE_UNREACHABLE);
    assertThat(waiting.nextRetryAt()).hasValueSatisfying(at -> assertThat(at).isAfter(NOW));

    Decision asked =
        decider.decide(fresh().recorded(waiting).inputs("inputs-now").retry("now").build());

    assertThat(asked).startsAJob();
    assertThat(asked.recorded().nextRetryAt()).isEmpty();
  }

  @Test
  void anAttemptThatRepeatsAnAskedOneAnswersTheSame() {
    RecordedState asked =
        decider
            .decide(
                fresh()
                    .recorded(failed(FailureKind.SCRIPT_FAILED))
                    .inputs("inputs-now")
                    .retry("now")
                    .build())
            .recorded();
    RecordedState interrupted = ended(asked, FailureKind.DATABASE_UNREACHABLE);

    Decision repeated =
        decider.decide(
            fresh()
                .recorded(interrupted)
                .inputs("inputs-now")
                .retry("now")
                .at(NOW.plusSeconds(3600))
                .build());

    assertThat(((Decision.Start) repeated).plan().inputs().retry()).contains("now");
  }

  @Test
  void anAttemptForNewScriptsAnswersNoOldRequest() {
    RecordedState answered =
        decider
            .decide(fresh().recorded(RecordedState.NONE).inputs("inputs-now").retry("now").build())
            .recorded();
    RecordedState failed = ended(answered, FailureKind.SCRIPT_FAILED);

    Decision other =
        decider.decide(fresh().recorded(failed).inputs("inputs-other").retry("now").build());

    assertThat(((Decision.Start) other).plan().inputs().retry()).isEmpty();
    assertThat(other.recorded().lastRetry()).contains("now");
  }

  private static RecordedState ended(RecordedState recorded, FailureKind kind) {
    return RunRecorder.ended(
        recorded,
        Observations.runInputs("inputs-now"),
        Observations.reported(
            kind.exitCode().code(), "2", dev.lockstep.schema.Failure.of(kind, "It failed.", null)),
        NOW,
        Observations.backoff(),
        NOW);
  }

  private static SchemaMigration resource(@Nullable String annotation, @Nullable String answered) {
    String quoted =
        annotation == null || annotation.startsWith("\"") ? annotation : "'" + annotation + "'";
    return Serialization.unmarshal(
        String.join(
            "\n",
            List.of(
                "kind: SchemaMigration",
                "apiVersion: lockstep.dev/v1alpha1",
                "metadata: {name: a, uid: u, annotations: {%s}}"
                    .formatted(quoted == null ? "" : "lockstep.dev/retry: " + quoted),
                answered == null ? "" : "status: {observedUid: u, lastRetry: " + answered + "}")),
        SchemaMigration.class);
  }
}
