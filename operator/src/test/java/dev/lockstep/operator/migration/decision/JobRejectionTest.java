package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.NOW;
import static dev.lockstep.operator.migration.decision.Observations.fresh;
import static dev.lockstep.operator.migration.decision.Observations.inStep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.schema.FailureKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JobRejectionTest {
  private static final Decider DECIDER = new Decider();

  @ParameterizedTest
  @ValueSource(ints = {400, 422})
  void anInvalidJobIsStalledUntilTheSpecChanges(int code) {
    Observation observation = fresh().build();

    Decision refused = refused(observation, code, "Job.batch \"x\" is invalid: env[0].name");

    assertThat(refused)
        .isStalled(ConditionReason.INVALID_SPEC)
        .message()
        .startsWith("The API server rejected the Job: Job.batch \"x\" is invalid: env[0].name")
        .contains("spec.job");
    assertThat(refused).waitsForAnEvent();
    assertThat(DECIDER.decide(fresh().recorded(refused.recorded()).build()))
        .takesNoAction()
        .hasCondition(refused.condition());
    assertThat(DECIDER.decide(fresh().recorded(refused.recorded()).changed().build()))
        .isInstanceOfSatisfying(
            Decision.Start.class, start -> assertThat(start.plan().attempt()).isEqualTo(2));
  }

  @Test
  void aForbiddenJobIsTriedAgainForEverAndLessAndLessOften() {
    RecordedState recorded = RecordedState.NONE;
    Duration before = Duration.ZERO;
    for (int attempt = 1; attempt <= 20; attempt++) {
      Observation observation =
          fresh().recorded(recorded).at(recorded.nextRetryAt().orElse(NOW)).build();
      Decision refused = refused(observation, 403, "exceeded quota: jobs");

      assertThat(refused)
          .isWorking(ConditionReason.POD_NOT_CREATED)
          .message()
          .contains("exceeded quota: jobs");
      assertThat(refused.wakeAt()).isEqualTo(refused.recorded().nextRetryAt()).isPresent();
      Duration wait = Duration.between(observation.now(), refused.wakeAt().orElseThrow());
      assertThat(wait).isBetween(before.multipliedBy(7).dividedBy(10), Duration.ofMinutes(5));
      before = wait;
      recorded = refused.recorded();
    }
    assertThat(before).isGreaterThan(Duration.ofMinutes(3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 403, 422, 500})
  void aRefusedVerificationLeavesTheConditionsAloneAndIsMadeLater(int code) {
    Observation observation = inStep().at(NOW.plus(Duration.ofHours(3))).build();

    Decision refused = refused(observation, code, "no");

    assertThat(refused).isInStep().wakesUpAt(observation.now().plus(Duration.ofMinutes(5)));
    Decision later =
        DECIDER.decide(
            inStep()
                .recorded(refused.recorded())
                .at(observation.now().plus(Duration.ofMinutes(5)))
                .build());
    assertThat(later).startsAJob();
  }

  // O5
  @ParameterizedTest
  @ValueSource(ints = {0, 401, 404, 410, 429, 500, 503, 504})
  void anyOtherAnswerIsToldAtOnceAndTriedAgain(int code) {
    Decision refused = refused(fresh().build(), code, "a webhook is down");

    assertThat(refused)
        .hasReason(ConditionReason.POD_NOT_CREATED)
        .message()
        .contains("a webhook is down");
    assertThat(refused).wakesUp();
    assertThat(refused.recorded().countedAttempts()).isZero();
  }

  // B7
  @Test
  void aNameThatAnotherJobHasIsToldWithTheWayOut() {
    Observation observation = fresh().build();

    Decision refused =
        DECIDER.decide(
            observation.with(JobRejection.nameTaken("shop", "orders-1", "has no controller")));

    assertThat(refused)
        .isWorking(ConditionReason.POD_NOT_CREATED)
        .message()
        .contains("orders-1", "has no controller", "kubectl -n shop delete job orders-1");
    assertThat(refused).wakesUp();
    Decision next =
        DECIDER.decide(
            fresh().recorded(refused.recorded()).at(refused.wakeAt().orElseThrow()).build());
    assertThat(next)
        .isInstanceOfSatisfying(
            Decision.Start.class,
            again ->
                assertThat(again.plan().job())
                    .isNotEqualTo(((Decision.Start) DECIDER.decide(observation)).plan().job()));
  }

  private static Decision refused(Observation observation, int code, String message) {
    return DECIDER.decide(observation.with(JobRejection.of(code, message)));
  }

  // O9
  @Test
  void aJobKeptForItsLogGivesWayWhereTheNumberOfJobsIsLimited() {
    Observation observation =
        fresh()
            .recorded(Observations.failed(FailureKind.DATABASE_UNREACHABLE))
            .run(1, new Run.State.Ended(new Run.End.Died("It was killed."), NOW))
            .at(NOW.plus(Duration.ofHours(1)))
            .build();

    Decision refused =
        refused(
            observation,
            403,
            "exceeded quota: q, requested: count/jobs.batch=1, used: count/jobs.batch=1");

    assertThat(refused)
        .isWorking(ConditionReason.POD_NOT_CREATED)
        .message()
        .contains("to make room");
    assertThat(((Decision.Stop) refused).job()).isEqualTo(observation.runs().getFirst().job());
  }
}
