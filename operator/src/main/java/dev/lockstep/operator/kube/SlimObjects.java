package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodSchedulingGate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Trims Jobs, pods, Events and SchemaMigrations to the fields that the operator reads. Code that
/// reads another field must add it here; all other fields are absent, in caches as in responses.
final class SlimObjects {
  /// The maximum length of a text: a runner's report has at most as many bytes.
  private static final int LONGEST_TEXT = 4_096;

  private static final int MOST_CONTAINERS = 64;
  private static final Set<String> POD_CONDITIONS = Set.of("PodScheduled", "DisruptionTarget");
  private static final Set<String> JOB_CONDITIONS =
      Set.of("Complete", "Failed", "FailureTarget", "SuccessCriteriaMet", "Suspended");

  private SlimObjects() {}

  static SchemaMigration migration(SchemaMigration full) {
    full.setMetadata(SlimMetadata.of(metadata(full.getMetadata())));
    return full;
  }

  static Event event(Event full) {
    var slim = new Event();
    slim.setMetadata(SlimMetadata.of(metadata(full.getMetadata())));
    slim.setType(full.getType());
    slim.setReason(full.getReason());
    slim.setMessage(shortened(full.getMessage()));
    slim.setLastTimestamp(full.getLastTimestamp());
    return slim;
  }

  static Job job(Job full) {
    var slim = new Job();
    slim.setMetadata(SlimMetadata.of(metadata(full.getMetadata())));
    slim.setAdditionalProperties(Map.of());
    if (full.getSpec() != null) {
      var spec = new JobSpec();
      spec.setSuspend(full.getSpec().getSuspend());
      spec.setTemplate(template(full.getSpec().getTemplate()));
      spec.setAdditionalProperties(Map.of());
      slim.setSpec(spec);
    }
    if (full.getStatus() != null) {
      var status = new JobStatus();
      status.setConditions(
          each(full.getStatus().getConditions())
              .filter(one -> one.getType() != null && JOB_CONDITIONS.contains(one.getType()))
              .map(SlimObjects::condition)
              .toList());
      status.setAdditionalProperties(Map.of());
      slim.setStatus(status);
    }
    return slim;
  }

  private static JobCondition condition(JobCondition full) {
    var slim = new JobCondition();
    slim.setType(full.getType());
    slim.setStatus(full.getStatus());
    slim.setReason(full.getReason());
    slim.setMessage(shortened(full.getMessage()));
    slim.setLastTransitionTime(full.getLastTransitionTime());
    slim.setAdditionalProperties(Map.of());
    return slim;
  }

  private static @Nullable PodTemplateSpec template(@Nullable PodTemplateSpec full) {
    if (full == null || full.getSpec() == null) {
      return null;
    }
    var slim = new PodTemplateSpec();
    slim.setSpec(spec(full.getSpec(), true));
    slim.setAdditionalProperties(Map.of());
    return slim;
  }

  static Pod pod(Pod full) {
    var slim = new Pod();
    slim.setMetadata(SlimMetadata.of(metadata(full.getMetadata())));
    slim.setAdditionalProperties(Map.of());
    boolean ours = slim.getMetadata().getLabels().containsKey(LockstepNames.MIGRATION_LABEL);
    slim.setSpec(full.getSpec() == null ? new PodSpec() : spec(full.getSpec(), ours));
    if (full.getStatus() != null) {
      slim.setStatus(status(full.getStatus(), ours));
    }
    return slim;
  }

  /// Keeps Lockstep's gate and, in pods of its own Jobs, the runner's container.
  private static PodSpec spec(PodSpec full, boolean ours) {
    var slim = new PodSpec();
    slim.setContainers(
        each(full.getContainers())
            .filter(container -> ours && Labels.CONTAINER.equals(container.getName()))
            .map(SlimObjects::container)
            .toList());
    slim.setSchedulingGates(
        each(full.getSchedulingGates())
            .map(PodSchedulingGate::getName)
            .filter(LockstepNames.SCHEMA_GATE::equals)
            .map(PodSchedulingGate::new)
            .toList());
    slim.setEphemeralContainers(List.of());
    slim.setHostAliases(List.of());
    slim.setImagePullSecrets(List.of());
    slim.setInitContainers(List.of());
    slim.setNodeSelector(Map.of());
    slim.setOverhead(Map.of());
    slim.setReadinessGates(List.of());
    slim.setResourceClaims(List.of());
    slim.setTolerations(List.of());
    slim.setTopologySpreadConstraints(List.of());
    slim.setVolumes(List.of());
    slim.setAdditionalProperties(Map.of());
    return slim;
  }

  private static Container container(Container full) {
    var slim = new Container();
    slim.setName(full.getName());
    slim.setImage(full.getImage());
    slim.setArgs(List.of());
    slim.setCommand(List.of());
    slim.setEnv(List.of());
    slim.setEnvFrom(List.of());
    slim.setPorts(List.of());
    slim.setResizePolicy(List.of());
    slim.setRestartPolicyRules(List.of());
    slim.setVolumeDevices(List.of());
    slim.setVolumeMounts(List.of());
    slim.setAdditionalProperties(Map.of());
    return slim;
  }

  private static PodStatus status(PodStatus full, boolean ours) {
    var slim = new PodStatus();
    slim.setPhase(full.getPhase());
    slim.setAdditionalProperties(Map.of());
    if (!ours) {
      return slim;
    }
    slim.setReason(shortened(full.getReason()));
    slim.setMessage(shortened(full.getMessage()));
    slim.setStartTime(full.getStartTime());
    slim.setConditions(
        each(full.getConditions())
            .filter(one -> one.getType() != null && POD_CONDITIONS.contains(one.getType()))
            .map(SlimObjects::condition)
            .toList());
    slim.setHostIPs(List.of());
    slim.setPodIPs(List.of());
    slim.setEphemeralContainerStatuses(List.of());
    slim.setResourceClaimStatuses(List.of());
    slim.setContainerStatuses(statuses(full.getContainerStatuses()));
    slim.setInitContainerStatuses(statuses(full.getInitContainerStatuses()));
    return slim;
  }

  private static PodCondition condition(PodCondition full) {
    var slim = new PodCondition();
    slim.setType(full.getType());
    slim.setStatus(full.getStatus());
    slim.setReason(shortened(full.getReason()));
    slim.setMessage(shortened(full.getMessage()));
    slim.setLastTransitionTime(full.getLastTransitionTime());
    slim.setAdditionalProperties(Map.of());
    return slim;
  }

  private static List<ContainerStatus> statuses(@Nullable List<ContainerStatus> full) {
    return each(full).limit(MOST_CONTAINERS).map(SlimObjects::status).toList();
  }

  private static ContainerStatus status(ContainerStatus full) {
    var slim = new ContainerStatus();
    slim.setName(full.getName());
    slim.setImage(full.getImage());
    slim.setImageID(full.getImageID());
    slim.setState(state(full.getState()));
    slim.setAllocatedResources(Map.of());
    slim.setAllocatedResourcesStatus(List.of());
    slim.setVolumeMounts(List.of());
    slim.setAdditionalProperties(Map.of());
    return slim;
  }

  private static @Nullable ContainerState state(@Nullable ContainerState state) {
    if (state == null) {
      return null;
    }
    state.setAdditionalProperties(Map.of());
    if (state.getTerminated() != null) {
      state.getTerminated().setMessage(shortened(state.getTerminated().getMessage()));
      state.getTerminated().setAdditionalProperties(Map.of());
    }
    if (state.getWaiting() != null) {
      state.getWaiting().setMessage(shortened(state.getWaiting().getMessage()));
    }
    return state;
  }

  /// Streams the elements of a list. The API server sends null for an empty list of an object
  /// without content, such as a bookmark of a watch.
  private static <T> Stream<T> each(@Nullable List<T> list) {
    return list == null ? Stream.of() : list.stream().filter(Objects::nonNull);
  }

  private static ObjectMeta metadata(@Nullable ObjectMeta metadata) {
    return metadata == null ? new ObjectMeta() : metadata;
  }

  private static @Nullable String shortened(@Nullable String text) {
    return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }
}
