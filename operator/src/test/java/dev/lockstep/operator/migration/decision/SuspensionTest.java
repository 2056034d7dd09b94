package dev.lockstep.operator.migration.decision;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static dev.lockstep.operator.migration.decision.Observations.inStep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.migration.status.StatusPatch;
import dev.lockstep.schema.FailureKind;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/// The condition of a suspended resource for which a run is needed (D11).
final class SuspensionTest {
  private final Decider decider = new Decider();

  // D11
  @Test
  void anEditThatChangesNoWorkLeavesItInStep() {
    Decision decision = decider.decide(inStep().inputs("inputs-2").changed().suspended().build());

    assertThat(decision).takesNoAction().isInStep();
    assertThat(decision.recorded().lastRun()).isEqualTo(inStep().build().recorded().lastRun());
  }

  // D11: the change is applied once the resource is resumed
  @Test
  void afterwardsTheChangeIsRun() {
    Decision decision = decider.decide(inStep().inputs("inputs-2").changed().build());

    assertThat(decision).startsAJob();
  }

  @Test
  void newScriptsAreWork() {
    Observation observation =
        inStep()
            .inputs("inputs-2")
            .scripts(Observations.scripts("digest-2", "1", "2", "3", "4"))
            .suspended()
            .build();

    assertThat(message(observation))
        .startsWith("There are scripts to run, but spec.suspend is true");
    assertThat(
            StatusPatch.status(
                    resource(), observation, observation.recorded(), condition(observation))
                .pendingCount())
        .isEqualTo(1);
  }

  @Test
  void anotherTargetIsNotInStep() {
    Observation observation = inStep().inputs("inputs-2").target("2").suspended().build();

    assertThat(message(observation)).startsWith("The resource has changed since the last run");
  }

  /// Placeholders may change the text of a repeatable script.
  @Test
  void withPlaceholdersNobodyKnows() {
    Observation observation = inStep().inputs("inputs-2").placeholders().suspended().build();

    assertThat(message(observation)).startsWith("The resource has changed since the last run");
  }

  @Test
  void otherFilesWithTheSameVersionsMayBeRepeatableOnes() {
    Observation observation =
        inStep()
            .inputs("inputs-2")
            .scripts(Observations.scripts("digest-2", "1", "2", "3"))
            .suspended()
            .build();

    assertThat(message(observation)).startsWith("The resource has changed since the last run");
  }

  @Test
  void aRunThatFailedIsNotInStep() {
    Observation observation =
        inStep().recorded(Observations.failed(FailureKind.CHECKSUM_MISMATCH)).suspended().build();
    Observation changed =
        inStep()
            .recorded(Observations.failed(FailureKind.DATABASE_UNREACHABLE))
            .inputs("inputs-2")
            .suspended()
            .build();

    assertThat(condition(observation).reason()).isEqualTo(ConditionReason.CHECKSUM_MISMATCH);
    assertThat(condition(changed).reason()).isEqualTo(ConditionReason.SUSPENDED);
  }

  private String message(Observation observation) {
    assertThat(condition(observation).reason()).isEqualTo(ConditionReason.SUSPENDED);
    return condition(observation).message();
  }

  private ConditionState condition(Observation observation) {
    return decider.decide(observation).condition();
  }

  private static SchemaMigration resource() {
    return Serialization.unmarshal(
        "metadata: {name: orders, namespace: shop, uid: uid-1, generation: 4}",
        SchemaMigration.class);
  }
}
