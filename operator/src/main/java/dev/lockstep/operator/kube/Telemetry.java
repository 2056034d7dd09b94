package dev.lockstep.operator.kube;

import java.time.Duration;

/// The metrics that the reconcilers record, independent of any metrics library.
public interface Telemetry {
  /// Records a run that has ended.
  ///
  /// @param outcome `Succeeded`, `Failed` or `Interrupted`
  /// @param failureClass the class of the failure, `none` if there is none
  void runEnded(
      String namespace, String name, String outcome, String failureClass, Duration duration);

  /// Records a pod whose gate was removed.
  ///
  /// @param waited the time since the pod was created
  void gateOpened(String namespace, Duration waited);
}
