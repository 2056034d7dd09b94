package dev.lockstep.operator.migration.decision;

import dev.lockstep.api.v1alpha1.status.ConditionReason;

/// The condition of a resource, as one of the three states of kstatus.
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

  /// Reconciling: working, or waiting for a condition that resolves without a change of this
  /// resource.
  record Working(ConditionReason reason, String message) implements ConditionState {}

  /// Stalled: manual intervention is needed.
  record Stalled(ConditionReason reason, String message) implements ConditionState {}
}
