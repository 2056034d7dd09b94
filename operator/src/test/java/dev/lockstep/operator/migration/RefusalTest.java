package dev.lockstep.operator.migration;

import static dev.lockstep.operator.migration.Observations.NOW;
import static dev.lockstep.operator.migration.Observations.fresh;
import static dev.lockstep.operator.migration.Observations.inStep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.ConditionReason;
import dev.lockstep.operator.migration.Observation.Wish;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RefusalTest {
  private static final Decider DECIDER = new Decider();

  @ParameterizedTest
  @ValueSource(ints = {400, 422})
  void anInvalidJobIsStalledUntilTheSpecChanges(int code) {
    Observation seen = fresh().build();

    Decision refused = refused(seen, code, "Job.batch \"x\" is invalid: env[0].name");

    assertThat(refused.verdict()).isInstanceOf(Verdict.Stalled.class);
    assertThat(refused.verdict().reason()).isEqualTo(ConditionReason.INVALID_SPEC);
    assertThat(refused.verdict().message())
        .startsWith("The API server refuses the Job: Job.batch \"x\" is invalid: env[0].name")
        .contains("spec.job");
    assertThat(refused.wakeAt()).isEmpty();
    assertThat(DECIDER.decide(fresh().facts(refused.facts()).build()))
        .isInstanceOf(Decision.Rest.class)
        .extracting(Decision::verdict)
        .isEqualTo(refused.verdict());
    assertThat(DECIDER.decide(fresh().facts(refused.facts()).changed().build()))
        .isInstanceOfSatisfying(
            Decision.Start.class, start -> assertThat(start.plan().attempt()).isEqualTo(2));
  }

  @Test
  void aForbiddenJobIsTriedAgainForEverAndLessAndLessOften() {
    Facts facts = Facts.NONE;
    Duration before = Duration.ZERO;
    for (int attempt = 1; attempt <= 20; attempt++) {
      Observation seen = fresh().facts(facts).at(facts.nextRetryAt().orElse(NOW)).build();
      Decision refused = refused(seen, 403, "exceeded quota: jobs");

      assertThat(refused.verdict()).isInstanceOf(Verdict.Working.class);
      assertThat(refused.verdict().reason()).isEqualTo(ConditionReason.POD_NOT_CREATED);
      assertThat(refused.verdict().message()).contains("exceeded quota: jobs");
      assertThat(refused.wakeAt()).isEqualTo(refused.facts().nextRetryAt()).isPresent();
      Duration wait = Duration.between(seen.now(), refused.wakeAt().orElseThrow());
      assertThat(wait).isBetween(before.multipliedBy(7).dividedBy(10), Duration.ofMinutes(5));
      before = wait;
      facts = refused.facts();
    }
    assertThat(before).isGreaterThan(Duration.ofMinutes(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 422})
  void aRefusedVerificationLeavesTheConditionsAloneAndIsMadeLater(int code) {
    Observation seen = inStep().at(NOW.plus(Duration.ofHours(3))).build();

    Decision refused = refused(seen, code, "no");

    assertThat(refused.verdict()).isInstanceOf(Verdict.InStep.class);
    assertThat(refused.wakeAt()).hasValue(seen.now().plus(Duration.ofMinutes(5)));
    Decision later =
        DECIDER.decide(
            inStep().facts(refused.facts()).at(seen.now().plus(Duration.ofMinutes(5))).build());
    assertThat(later).isInstanceOf(Decision.Start.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 401, 404, 410, 429, 500, 503})
  void anyOtherAnswerIsNoRefusal(int code) {
    assertThat(Refusal.of(code, "no")).isEmpty();
  }

  private static Decision refused(Observation seen, int code, String words) {
    return Refusal.of(code, words)
        .orElseThrow()
        .insteadOf((Decision.Start) DECIDER.decide(seen), seen, (Wish.Migrate) seen.wish());
  }
}
