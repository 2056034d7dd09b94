package dev.lockstep.operator.gate;

import dev.lockstep.api.v1alpha1.LockstepNames;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Optional;

/// Takes our gate off pods.
record GateRemoval(KubernetesClient client) {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  /// What came of it.
  sealed interface Outcome {
    record Removed() implements Outcome {}

    /// It is another pod by now: the watch brings it, and with it the next pass.
    record Outdated() implements Outcome {}

    /// The API server did not do it.
    ///
    /// @param message what it says
    record Refused(String message) implements Outcome {}
  }

  /// Removes our gate from this very pod as it was judged: another one of its name (a
  /// StatefulSet's), or the same one with another requirement, may need another version.
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

  /// What the API server said, without what the client puts around it.
  static String message(KubernetesClientException e) {
    return Optional.ofNullable(e.getStatus())
        .map(Status::getMessage)
        .orElseGet(() -> String.valueOf(e.getMessage()));
  }
}
