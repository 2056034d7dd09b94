package dev.lockstep.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.kube.Conditions.Wanted;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConditionsTest {
  private static final Instant THEN = Instant.parse("2026-01-01T12:00:00.123Z");
  private static final Instant NOW = Instant.parse("2026-01-01T13:00:00.987Z");

  @Test
  void aNewConditionBeginsNow() {
    Condition condition = merge(List.of(), "True", ConditionReason.IN_STEP, "Good.");

    assertThat(condition)
        .isEqualTo(
            new ConditionBuilder()
                .withType("Ready")
                .withStatus("True")
                .withReason("InStep")
                .withMessage("Good.")
                .withObservedGeneration(4L)
                .withLastTransitionTime("2026-01-01T13:00:00Z")
                .build());
  }

  @Test
  void theTransitionStaysWhenOnlyReasonMessageOrGenerationChange() {
    Condition old = merge(List.of(), "Unknown", ConditionReason.STARTING, "Starting.", 3, THEN);

    Condition condition = merge(List.of(old), "Unknown", ConditionReason.RUNNING, "Running.");

    assertThat(condition.getLastTransitionTime()).isEqualTo("2026-01-01T12:00:00Z");
    assertThat(condition.getReason()).isEqualTo("Running");
    assertThat(condition.getObservedGeneration()).isEqualTo(4);
  }

  @Test
  void theTransitionMovesWithTheStatus() {
    Condition old = merge(List.of(), "Unknown", ConditionReason.RUNNING, "Running.", 4, THEN);

    assertThat(merge(List.of(old), "True", ConditionReason.IN_STEP, "Good."))
        .extracting(Condition::getLastTransitionTime)
        .isEqualTo("2026-01-01T13:00:00Z");
  }

  @Test
  void aConditionWithoutATransitionGetsOne() {
    Condition old = new ConditionBuilder().withType("Ready").withStatus("True").build();

    assertThat(merge(List.of(old), "True", ConditionReason.IN_STEP, "Good."))
        .extracting(Condition::getLastTransitionTime)
        .isEqualTo("2026-01-01T13:00:00Z");
  }

  @Test
  void whatIsNotWantedDisappears() {
    Condition ready = merge(List.of(), "True", ConditionReason.IN_STEP, "Good.", 3, THEN);
    var stalled = new ConditionBuilder(ready).withType("Stalled").build();

    assertThat(
            Conditions.merge(
                List.of(stalled, ready),
                List.of(new Wanted("Ready", "True", ConditionReason.IN_STEP, "Good.")),
                4,
                NOW))
        .extracting(Condition::getType)
        .containsExactly("Ready");
  }

  @Test
  void aLongMessageIsCut() {
    Condition condition = merge(List.of(), "True", ConditionReason.IN_STEP, "x".repeat(40_000));

    assertThat(condition.getMessage()).hasSize(2_000).endsWith("x…");
  }

  private static Condition merge(
      List<Condition> previous, String status, ConditionReason reason, String message) {
    return merge(previous, status, reason, message, 4, NOW);
  }

  private static Condition merge(
      List<Condition> previous,
      String status,
      ConditionReason reason,
      String message,
      long generation,
      Instant now) {
    var wanted = List.of(new Wanted("Ready", status, reason, message));
    return Conditions.merge(previous, wanted, generation, now).getFirst();
  }
}
