package dev.lockstep.operator.gate;

import dev.lockstep.api.v1alpha1.LockstepNames;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;

/// Removes Lockstep's gate from pods.
record GateRemoval(KubernetesClient client) {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  /// The outcome of a removal.
  sealed interface Outcome {
    record Removed() implements Outcome {}

    /// The pod was changed, replaced or deleted meanwhile. The watch delivers the change, and with
    /// it the next pass.
    record Outdated() implements Outcome {}

    /// The API server did not remove the gate.
    ///
    /// @param message the message of the API server
    record Refused(String message) implements Outcome {}
  }

  /// Removes the gate from the pod exactly as it was judged. Another pod of the same name (of a
  /// StatefulSet), or the same pod with another requirement, may need another version.
  Outcome of(Pod pod) {
    try {
      client
          .pods()
          .inNamespace(pod.getMetadata().getNamespace())
          .withName(pod.getMetadata().getName())
          .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch(pod));
      return new Outcome.Removed();
    } catch (KubernetesClientException e) {
      return e.getCode() == NOT_FOUND || e.getCode() == CONFLICT
          ? new Outcome.Outdated()
          : new Outcome.Refused(message(e));
    }
  }

  private static String patch(Pod pod) {
    return """
    {"metadata":{"uid":"%s","resourceVersion":"%s"},"spec":{"schedulingGates":[{"$patch":"delete","name":"%s"}]}}\
    """
        .formatted(
            pod.getMetadata().getUid(),
            pod.getMetadata().getResourceVersion(),
            LockstepNames.SCHEMA_GATE);
  }

  /// Returns the API server's message, without what the client adds.
  static String message(KubernetesClientException e) {
    return Optional.ofNullable(e.getStatus())
        .map(Status::getMessage)
        .orElseGet(() -> String.valueOf(e.getMessage()));
  }
}
