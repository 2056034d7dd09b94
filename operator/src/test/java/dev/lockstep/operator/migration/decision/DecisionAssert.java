package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import java.time.Instant;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.Assertions;

/// Assertions about the effects of a pass and the resulting conditions.
public final class DecisionAssert extends AbstractAssert<DecisionAssert, Decision> {
  private DecisionAssert(Decision actual) {
    super(actual, DecisionAssert.class);
  }

  public static DecisionAssert assertThat(Decision actual) {
    return new DecisionAssert(actual);
  }

  public DecisionAssert takesNoAction() {
    return isInstanceOf(Decision.NoAction.class);
  }

  public DecisionAssert startsAJob() {
    return isInstanceOf(Decision.Start.class);
  }

  public DecisionAssert releasesAJob() {
    return isInstanceOf(Decision.Release.class);
  }

  public DecisionAssert deletesAJob() {
    return isInstanceOf(Decision.Stop.class);
  }

  public DecisionAssert isInStep() {
    return hasCondition(ConditionState.InStep.class);
  }

  public DecisionAssert isWorking() {
    return hasCondition(ConditionState.Working.class);
  }

  public DecisionAssert isWorking(ConditionReason reason) {
    return isWorking().hasReason(reason);
  }

  public DecisionAssert isStalled() {
    return hasCondition(ConditionState.Stalled.class);
  }

  public DecisionAssert isStalled(ConditionReason reason) {
    return isStalled().hasReason(reason);
  }

  private DecisionAssert hasCondition(Class<? extends ConditionState> type) {
    isNotNull();
    Assertions.assertThat(actual.condition()).as(descriptionText()).isInstanceOf(type);
    return this;
  }

  public DecisionAssert hasCondition(ConditionState expected) {
    isNotNull();
    Assertions.assertThat(actual.condition()).as(descriptionText()).isEqualTo(expected);
    return this;
  }

  public DecisionAssert hasReason(ConditionReason reason) {
    isNotNull();
    Assertions.assertThat(actual.condition().reason()).as(descriptionText()).isEqualTo(reason);
    return this;
  }

  public DecisionAssert wakesUp() {
    isNotNull();
    Assertions.assertThat(actual.wakeAt()).as(descriptionText()).isPresent();
    return this;
  }

  public DecisionAssert wakesUpAt(Instant at) {
    isNotNull();
    Assertions.assertThat(actual.wakeAt()).as(descriptionText()).contains(at);
    return this;
  }

  public DecisionAssert waitsForAnEvent() {
    isNotNull();
    Assertions.assertThat(actual.wakeAt()).as(descriptionText()).isEmpty();
    return this;
  }

  /// Returns an assertion on the message of the conditions.
  public AbstractStringAssert<?> message() {
    isNotNull();
    return Assertions.assertThat(actual.condition().message()).as(descriptionText());
  }
}
