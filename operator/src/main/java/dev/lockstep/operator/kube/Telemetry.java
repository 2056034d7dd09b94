package dev.lockstep.operator.kube;

import java.time.Duration;

/// What the reconcilers count. It keeps them free of any metrics library.
public interface Telemetry {
  /// A run has ended.
  ///
  /// @param outcome `Succeeded`, `Failed` or `Interrupted`
  /// @param failureClass the class of the failure, `none` without one
  void runEnded(
      String namespace, String name, String outcome, String failureClass, Duration duration);

  /// A pod was let go.
  ///
  /// @param waited since the pod was created
  void gateOpened(String namespace, Duration waited);
}
