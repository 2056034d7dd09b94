package dev.lockstep.operator.migration;

import dev.lockstep.schema.VersionWindow;

/// A live pod that opted in to gating and names this resource with a window.
///
/// @param owner the workload that it belongs to, such as `Deployment/orders`, or the pod itself
/// @param stage how far the pod is
record Workload(String pod, String owner, Stage stage, VersionWindow window) {
  enum Stage {
    GATED,
    LIVE,
    TERMINATING
  }
}
