package dev.lockstep.operator.migration.job;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.api.v1alpha1.spec.ObjectName;
import dev.lockstep.api.v1alpha1.spec.PodIdentity;
import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.migration.decision.Run;
import dev.lockstep.operator.migration.decision.RunPlan;
import dev.lockstep.schema.DurationText;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The Job of one attempt. It is created once, and changed only by its release. One Job, one pod,
/// one attempt.
public final class MigrationJob {
  private static final long USER = 65_532;
  private static final long GRACE_SECONDS = 60;

  /// Keeps autoscalers from removing the node of a run to save money, because the run would start
  /// again.
  private static final Map<String, String> NO_CONSOLIDATION =
      Map.of(
          "karpenter.sh/do-not-disrupt", "true",
          "cluster-autoscaler.kubernetes.io/safe-to-evict", "false");

  private final JobSettingsDefaults defaults;

  public MigrationJob(JobSettingsDefaults defaults) {
    this.defaults = defaults;
  }

  public Job of(SchemaMigration resource, RunPlan plan) {
    Duration deadline =
        DurationText.parse(resource.getSpec().timeouts().job()).orElse(Duration.ZERO);
    return new JobBuilder()
        .withNewMetadata()
        .withName(plan.job())
        .withNamespace(resource.getMetadata().getNamespace())
        .withLabels(labels(resource, plan))
        .withAnnotations(annotations(resource, plan))
        .withOwnerReferences(owner(resource))
        .endMetadata()
        .withNewSpec()
        .withBackoffLimit(0)
        .withCompletions(1)
        .withParallelism(1)
        .withSuspend(plan.purpose() == Run.Purpose.MIGRATE ? Boolean.TRUE : null)
        .withActiveDeadlineSeconds(
            deadline.isZero() ? null : Math.max(1, deadline.plusMillis(999).toSeconds()))
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(labels(resource, plan))
        .withAnnotations(podAnnotations(resource, plan))
        .endMetadata()
        .withSpec(podSpec(resource, plan))
        .endTemplate()
        .endSpec()
        .build();
  }

  private static OwnerReference owner(SchemaMigration resource) {
    return new OwnerReferenceBuilder()
        .withApiVersion(resource.getApiVersion())
        .withKind(resource.getKind())
        .withName(resource.getMetadata().getName())
        .withUid(resource.getMetadata().getUid())
        .withController(true)
        .build();
  }

  private JobSettings settings(SchemaMigration resource) {
    return defaults.under(resource.getSpec().job());
  }

  private Map<String, String> labels(SchemaMigration resource, RunPlan plan) {
    var labels = new TreeMap<>(settings(resource).labels());
    labels.put(Labels.MANAGED_BY, Labels.LOCKSTEP);
    labels.put(LockstepNames.MIGRATION_LABEL, Labels.value(resource.getMetadata().getName()));
    labels.put(Labels.ATTEMPT, Integer.toString(plan.attempt()));
    labels.put(Labels.PURPOSE, plan.purpose().label());
    return labels;
  }

  private Map<String, String> podAnnotations(SchemaMigration resource, RunPlan plan) {
    var annotations = new TreeMap<String, String>();
    if (plan.purpose() == Run.Purpose.MIGRATE) {
      annotations.putAll(NO_CONSOLIDATION);
    }
    annotations.putAll(settings(resource).annotations());
    annotations.put(Labels.MIGRATION, resource.getMetadata().getName());
    return annotations;
  }

  private Map<String, String> annotations(SchemaMigration resource, RunPlan plan) {
    var annotations = new TreeMap<>(settings(resource).annotations());
    annotations.put(Labels.MIGRATION, resource.getMetadata().getName());
    annotations.put(Labels.INPUTS, plan.inputs().digest());
    annotations.put(Labels.TEMPLATE, plan.inputs().template());
    annotations.put(Labels.DATABASE, plan.inputs().database());
    annotations.put(Labels.SCRIPTS, plan.inputs().scriptsDigest());
    plan.inputs().target().ifPresent(target -> annotations.put(Labels.TARGET, target.text()));
    plan.inputs()
        .retry()
        .ifPresent(retry -> annotations.put(LockstepNames.RETRY_ANNOTATION, retry));
    return annotations;
  }

  private PodSpec podSpec(SchemaMigration resource, RunPlan plan) {
    JobSettings settings = settings(resource);
    var files = RunFiles.of(resource.getSpec(), plan.configMaps());
    var volumes = new ArrayList<Volume>(files.volumes());
    volumes.addAll(settings.volumes());
    return new PodSpecBuilder()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withEnableServiceLinks(false)
        .withServiceAccountName(settings.serviceAccountName())
        .withImagePullSecrets(pullSecrets(settings))
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withNodeSelector(settings.nodeSelector())
        .withTolerations(settings.tolerations())
        .withAffinity(settings.affinity())
        .withPriorityClassName(settings.priorityClassName())
        .withRuntimeClassName(settings.runtimeClassName())
        .withSecurityContext(securityContext(settings.securityContext()))
        .withInitContainers(initContainers(settings))
        .withContainers(container(resource, plan, files))
        .withVolumes(volumes)
        .build();
  }

  private static PodSecurityContext securityContext(@Nullable PodIdentity wanted) {
    PodIdentity identity = wanted == null ? new PodIdentity(USER, USER, USER, List.of()) : wanted;
    return new PodSecurityContextBuilder()
        .withRunAsNonRoot(true)
        .withRunAsUser(identity.runAsUser())
        .withRunAsGroup(identity.runAsGroup())
        .withFsGroup(fsGroup(identity))
        .withSupplementalGroups(identity.supplementalGroups())
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .build();
  }

  /// Returns the group of the mounted files, which the chosen user must be able to read.
  private static @Nullable Long fsGroup(PodIdentity identity) {
    return Stream.of(
            Optional.ofNullable(identity.fsGroup()),
            Optional.ofNullable(identity.runAsGroup()),
            Optional.ofNullable(identity.runAsUser()),
            identity.supplementalGroups().stream().findFirst())
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(null);
  }

  private static List<LocalObjectReference> pullSecrets(JobSettings settings) {
    return settings.imagePullSecrets().stream()
        .map(ObjectName::name)
        .map(LocalObjectReference::new)
        .toList();
  }

  /// Returns the init containers as the user wrote them, within the restricted Pod Security
  /// Standard.
  private static List<Container> initContainers(JobSettings settings) {
    return settings.initContainers().stream()
        .map(
            container ->
                new ContainerBuilder(container)
                    .withSecurityContext(restricted(container.getSecurityContext()))
                    .build())
        .toList();
  }

  private static SecurityContext restricted(@Nullable SecurityContext wanted) {
    SecurityContext ours = restricted();
    if (wanted == null) {
      return ours;
    }
    return new SecurityContextBuilder(wanted)
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(
            Objects.requireNonNullElse(wanted.getReadOnlyRootFilesystem(), true))
        .withRunAsNonRoot(true)
        .withCapabilities(ours.getCapabilities())
        .build();
  }

  private Container container(SchemaMigration resource, RunPlan plan, RunFiles files) {
    JobSettings settings = settings(resource);
    var mounts = new ArrayList<VolumeMount>(files.mounts());
    mounts.addAll(settings.volumeMounts());
    return new ContainerBuilder()
        .withName(Labels.CONTAINER)
        .withImage(settings.image() == null ? defaults.image() : settings.image())
        .withArgs(RunArguments.of(resource.getSpec(), plan))
        .withEnv(settings.env())
        .withResources(resources(settings.resources()))
        .withVolumeMounts(mounts)
        .withTerminationMessagePath(RunFiles.TERMINATION_LOG)
        .withTerminationMessagePolicy("File")
        .withSecurityContext(restricted())
        .build();
  }

  private static ResourceRequirements resources(@Nullable ResourceRequirements wanted) {
    return wanted != null
        ? wanted
        : new ResourceRequirementsBuilder()
            .addToRequests("cpu", new Quantity("50m"))
            .addToRequests("memory", new Quantity("128Mi"))
            .addToLimits("memory", new Quantity("512Mi"))
            .build();
  }

  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withRunAsNonRoot(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }
}
