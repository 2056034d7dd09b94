package dev.lockstep.operator.migration;

import static dev.lockstep.operator.migration.Observations.NOW;
import static dev.lockstep.operator.migration.Observations.failed;
import static dev.lockstep.operator.migration.Observations.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
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
    Facts stalled = failed(FailureKind.SCRIPT_FAILED);

    Decision asked =
        decider.decide(fresh().facts(stalled).inputs("inputs-now").retry("now").build());

    assertThat(asked).isInstanceOf(Decision.Start.class);
    assertThat(((Decision.Start) asked).plan().made().retry()).contains("now");
    assertThat(asked.facts().lastRetry()).contains("now");
    assertThat(asked.facts().lastRun().flatMap(Facts.LastRun::retry)).contains("now");
    Facts failedAgain = ended(asked.facts(), FailureKind.SCRIPT_FAILED);
    assertThat(decider.decide(fresh().facts(failedAgain).inputs("inputs-now").retry("now").build()))
        .isInstanceOf(Decision.Rest.class);
  }

  @Test
  void endsTheWaitBetweenAttempts() {
    Facts waiting = failed(FailureKind.DATABASE_UNREACHABLE);
    assertThat(waiting.nextRetryAt()).hasValueSatisfying(at -> assertThat(at).isAfter(NOW));

    Decision asked =
        decider.decide(fresh().facts(waiting).inputs("inputs-now").retry("now").build());

    assertThat(asked).isInstanceOf(Decision.Start.class);
    assertThat(asked.facts().nextRetryAt()).isEmpty();
  }

  @Test
  void anAttemptThatRepeatsAnAskedOneAnswersTheSame() {
    Facts asked =
        decider
            .decide(
                fresh()
                    .facts(failed(FailureKind.SCRIPT_FAILED))
                    .inputs("inputs-now")
                    .retry("now")
                    .build())
            .facts();
    Facts interrupted = ended(asked, FailureKind.DATABASE_UNREACHABLE);

    Decision repeated =
        decider.decide(
            fresh()
                .facts(interrupted)
                .inputs("inputs-now")
                .retry("now")
                .at(NOW.plusSeconds(3600))
                .build());

    assertThat(((Decision.Start) repeated).plan().made().retry()).contains("now");
  }

  @Test
  void anAttemptForNewScriptsAnswersNoOldRequest() {
    Facts answered =
        decider.decide(fresh().facts(Facts.NONE).inputs("inputs-now").retry("now").build()).facts();
    Facts failed = ended(answered, FailureKind.SCRIPT_FAILED);

    Decision other =
        decider.decide(fresh().facts(failed).inputs("inputs-other").retry("now").build());

    assertThat(((Decision.Start) other).plan().made().retry()).isEmpty();
    assertThat(other.facts().lastRetry()).contains("now");
  }

  private static Facts ended(Facts facts, FailureKind kind) {
    return Ledger.ended(
        facts,
        Observations.made("inputs-now"),
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
                "metadata: {name: a, annotations: {%s}}"
                    .formatted(quoted == null ? "" : "lockstep.dev/retry: " + quoted),
                answered == null ? "" : "status: {lastRetry: " + answered + "}")),
        SchemaMigration.class);
  }
}
