package dev.lockstep.kube;

import dev.lockstep.kube.ContainerState.Running;
import dev.lockstep.kube.ContainerState.Terminated;
import dev.lockstep.kube.ContainerState.Waiting;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// What a node says about a pod as a whole.
///
/// @param containers states of the containers, init containers included, by name
/// @param verdict set when the node itself ended the pod
record PodReport(
    String podIp,
    Instant startTime,
    Map<String, ContainerState> containers,
    Optional<Verdict> verdict) {
  /// Why a pod failed that its containers' exit codes do not tell.
  record Verdict(String reason, String message) {}

  PodReport {
    containers = Map.copyOf(containers);
  }

  /// The status of the pod with this report in it; conditions of others stay.
  PodStatus appliedTo(Pod pod, Clock clock) {
    var phase = phase(pod);
    return new PodStatusBuilder(pod.getStatus())
        .withPhase(phase)
        .withReason(verdict.map(Verdict::reason).orElse(null))
        .withMessage(verdict.map(Verdict::message).orElse(null))
        .withStartTime(startTime.toString())
        .withHostIP(ProcessNode.ADDRESS)
        .withPodIP(podIp)
        .withPodIPs()
        .addNewPodIP(podIp)
        .withConditions(conditions(pod, phase, clock))
        .withContainerStatuses(statuses(pod.getSpec().getContainers(), Running.class::isInstance))
        .withInitContainerStatuses(
            statuses(pod.getSpec().getInitContainers(), state -> !(state instanceof Waiting)))
        .build();
  }

  private String phase(Pod pod) {
    var states = states(pod);
    if (verdict.isPresent()) {
      return "Failed";
    }
    if (states.stream().allMatch(Terminated.class::isInstance)) {
      boolean succeeded =
          states.stream().allMatch(state -> state instanceof Terminated end && end.exitCode() == 0);
      return succeeded ? "Succeeded" : "Failed";
    }
    return states.stream().allMatch(Waiting.class::isInstance) ? "Pending" : "Running";
  }

  private List<ContainerState> states(Pod pod) {
    return pod.getSpec().getContainers().stream().map(this::state).toList();
  }

  private List<PodCondition> conditions(Pod pod, String phase, Clock clock) {
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
    boolean ready = !ended && states(pod).stream().allMatch(Running.class::isInstance);
    boolean initialized = ended || !phase.equals("Pending");
    var notReady =
        ended ? (phase.equals("Succeeded") ? "PodCompleted" : "PodFailed") : "ContainersNotReady";
    var result = new ArrayList<>(pod.getStatus().getConditions());
    set(result, condition("Initialized", initialized, "ContainersNotInitialized"), clock);
    set(result, condition("ContainersReady", ready, notReady), clock);
    set(result, condition("Ready", ready, notReady), clock);
    return result;
  }

  private static PodConditionBuilder condition(String type, boolean holds, String otherwise) {
    return new PodConditionBuilder()
        .withType(type)
        .withStatus(holds ? "True" : "False")
        .withReason(holds ? null : otherwise);
  }

  private static void set(List<PodCondition> all, PodConditionBuilder condition, Clock clock) {
    var changedAt =
        all.stream()
            .filter(old -> old.getType().equals(condition.getType()))
            .filter(old -> old.getStatus().equals(condition.getStatus()))
            .map(PodCondition::getLastTransitionTime)
            .findFirst()
            .orElseGet(() -> clock.instant().toString());
    all.removeIf(old -> old.getType().equals(condition.getType()));
    all.add(condition.withLastTransitionTime(changedAt).build());
  }

  private List<ContainerStatus> statuses(List<Container> of, Predicate<ContainerState> ready) {
    return of.stream().map(container -> status(container, ready)).toList();
  }

  private ContainerStatus status(Container container, Predicate<ContainerState> ready) {
    var state = state(container);
    return new ContainerStatusBuilder()
        .withName(container.getName())
        .withImage(container.getImage())
        .withImageID(state instanceof Waiting ? "" : container.getImage())
        .withReady(ready.test(state))
        .withStarted(state instanceof Running)
        .withRestartCount(0)
        .withState(state.toKubernetes())
        .build();
  }

  private ContainerState state(Container container) {
    return containers.getOrDefault(container.getName(), ContainerState.creating());
  }
}
