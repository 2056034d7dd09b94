package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.status.ConditionReason;

/// What the conditions say, by the three states of kstatus that a resource can be in.
public sealed interface ConditionState {
  ConditionReason reason();

  /// A sentence that a user can act on.
  String message();

  /// Ready.
  record InStep(String message) implements ConditionState {
    @Override
    public ConditionReason reason() {
      return ConditionReason.IN_STEP;
    }
  }

  /// Reconciling: working, or waiting for something that heals without a change of this resource.
  record Working(ConditionReason reason, String message) implements ConditionState {}

  /// Stalled: a person is needed.
  record Stalled(ConditionReason reason, String message) implements ConditionState {}
}
