package dev.lockstep.operator.migration;

import dev.lockstep.operator.kube.GatedPods;
import dev.lockstep.schema.Requirements;
import dev.lockstep.schema.Requirements.Requirement;
import dev.lockstep.schema.RequirementsReading;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the windows of live pods. Pods that ended do not count; gated ones and those that are
/// being deleted do.
final class Workloads {
  private static final String TEMPLATE_HASH = "pod-template-hash";

  private Workloads() {}

  /// The live pods that name a resource with a window.
  static List<Workload> naming(String resource, Stream<Pod> pods) {
    return pods.filter(GatedPods::live)
        .map(pod -> workload(resource, pod))
        .flatMap(Optional::stream)
        .toList();
  }

  private static Optional<Workload> workload(String resource, Pod pod) {
    return GatedPods.requirements(pod)
        .flatMap(
            requirements ->
                switch (requirements) {
                  case Requirements(List<Requirement> all) ->
                      all.stream()
                          .filter(one -> one.name().equals(resource))
                          .findFirst()
                          .flatMap(Requirement::window)
                          .map(
                              window ->
                                  new Workload(
                                      pod.getMetadata().getName(), owner(pod), stage(pod), window));
                  case RequirementsReading.Mistake _ -> Optional.empty();
                });
  }

  private static Workload.Stage stage(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return Workload.Stage.TERMINATING;
    }
    return GatedPods.gated(pod) ? Workload.Stage.GATED : Workload.Stage.LIVE;
  }

  /// The workload that a pod belongs to. A ReplicaSet of a Deployment is called like it, with the
  /// hash of the template at the end, which the pod carries as a label: no other object has to be
  /// read for it.
  private static String owner(Pod pod) {
    Optional<OwnerReference> controller =
        pod.getMetadata().getOwnerReferences().stream()
            .filter(owner -> Boolean.TRUE.equals(owner.getController()))
            .findFirst();
    if (controller.isEmpty()) {
      return "Pod/" + pod.getMetadata().getName();
    }
    String name = controller.get().getName();
    String suffix = "-" + pod.getMetadata().getLabels().getOrDefault(TEMPLATE_HASH, "");
    boolean deployment =
        controller.get().getKind().equals("ReplicaSet")
            && suffix.length() > 1
            && name.endsWith(suffix);
    return deployment
        ? "Deployment/" + name.substring(0, name.length() - suffix.length())
        : controller.get().getKind() + "/" + name;
  }
}
