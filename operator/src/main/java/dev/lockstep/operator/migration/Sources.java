package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.ObjectName;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.ScriptsSelector;
import dev.lockstep.api.v1alpha1.ScriptsSpec;
import dev.lockstep.operator.kube.GatedPods;
import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.kube.ScriptIndex;
import dev.lockstep.operator.kube.SlimEventSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The caches that the migration reconciler reads, and how a change in each finds the resources
/// that it concerns.
final class Sources {
  private static final String BY_CONFIG_MAP = "config-map";

  /// No ConfigMap's name: the key of resources that find theirs by labels. Each ConfigMap concerns
  /// them, because what its labels were before is not told.
  private static final String SELECTED = "*";

  /// How many objects are listed at once where a store keeps a small part of each: all at once, the
  /// first list alone would need the memory that the store is to save. A ConfigMap has a megabyte.
  private static final long PAGE = 10;

  private final InformerEventSource<Job, SchemaMigration> jobs;
  private final InformerEventSource<Pod, SchemaMigration> runnerPods;
  private final InformerEventSource<Pod, SchemaMigration> workloads;
  private final InformerEventSource<ConfigMap, SchemaMigration> configMaps;

  /// Jobs that were deleted and that the watch may still show, by their UIDs.
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  Sources(EventSourceContext<SchemaMigration> context) {
    String ours = Labels.MANAGED_BY + "=" + Labels.LOCKSTEP + "," + LockstepNames.MIGRATION_LABEL;
    jobs =
        new InformerEventSource<>(
            InformerEventSourceConfiguration.from(Job.class, SchemaMigration.class)
                .withName("jobs")
                .withLabelSelector(ours)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(SchemaMigration.class))
                .build(),
            context);
    runnerPods =
        new InformerEventSource<>(
            configuration(Pod.class, "runner-pods", ours, Sources::migrationOf).build(), context);
    workloads =
        slimSource(
            context,
            Pod.class,
            "workloads",
            GatedPods.SELECTOR,
            GatedPods::slim,
            // Every resource of the namespace: the pod's requirement may have been changed, and
            // what
            // it named before is not told.
            pod ->
                context
                    .getPrimaryCache()
                    .list(pod.getMetadata().getNamespace())
                    .map(ResourceID::fromResource)
                    .collect(Collectors.toSet()));
    context
        .getPrimaryCache()
        .addIndexer(BY_CONFIG_MAP, resource -> Sources.configMapKeys(resource).toList());
    configMaps =
        slimSource(
            context,
            ConfigMap.class,
            "config-maps",
            null,
            ScriptIndex::withoutBodies,
            configMap ->
                Stream.of(configMap.getMetadata().getName(), SELECTED)
                    .map(name -> key(configMap, name))
                    .flatMap(key -> context.getPrimaryCache().byIndex(BY_CONFIG_MAP, key).stream())
                    .map(ResourceID::fromResource)
                    .collect(Collectors.toSet()));
  }

  /// A source that keeps a small part of each object.
  private static <R extends HasMetadata> InformerEventSource<R, SchemaMigration> slimSource(
      EventSourceContext<SchemaMigration> context,
      Class<R> type,
      String name,
      @Nullable String selector,
      UnaryOperator<R> slim,
      SecondaryToPrimaryMapper<R> mapper) {
    var configuration =
        configuration(type, name, selector, mapper)
            .withItemStore(new TransformingItemStore<>(slim::apply))
            .withInformerListLimit(PAGE);
    return new SlimEventSource<>(configuration.build(), context, slim);
  }

  private static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> configuration(
      Class<R> type, String name, @Nullable String selector, SecondaryToPrimaryMapper<R> mapper) {
    var configuration =
        InformerEventSourceConfiguration.from(type, SchemaMigration.class)
            .withName(name)
            .withSecondaryToPrimaryMapper(mapper)
            // Read by name below: an index of ours beside the one of the informer would hold
            // everything twice.
            .withPrimaryToSecondaryMapper((SchemaMigration _) -> Set.of());
    return selector == null ? configuration : configuration.withLabelSelector(selector);
  }

  List<EventSource<?, SchemaMigration>> all() {
    return List.of(jobs, runnerPods, workloads, configMaps);
  }

  /// The Jobs of a resource, of this very object and not of an earlier one of the same name.
  Stream<Job> jobs(SchemaMigration resource) {
    return jobs.getSecondaryResources(resource).stream()
        .filter(
            job ->
                job.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getUid().equals(resource.getMetadata().getUid())));
  }

  /// Enters a Job that was just created, before the watch brings it.
  void created(Job job) {
    jobs.handleRecentResourceCreate(ResourceID.fromResource(job), job);
  }

  /// Whether a Job was deleted already, and only the cache does not know it yet.
  boolean isDeleted(SchemaMigration resource, String job) {
    return uids(resource, job).anyMatch(deleted::contains);
  }

  /// Remembers that a Job was just deleted, until the watch has brought it.
  void deleted(SchemaMigration resource, String job) {
    deleted.removeIf(
        uid -> jobs.list(one -> one.getMetadata().getUid().equals(uid)).findAny().isEmpty());
    uids(resource, job).forEach(deleted::add);
  }

  private Stream<String> uids(SchemaMigration resource, String job) {
    return jobs(resource)
        .map(Job::getMetadata)
        .filter(metadata -> metadata.getName().equals(job))
        .map(ObjectMeta::getUid);
  }

  /// The newest pod of a Job.
  Optional<Pod> pod(Job job) {
    return runnerPods
        .list(
            job.getMetadata().getNamespace(),
            pod ->
                pod.getMetadata().getOwnerReferences().stream()
                    .anyMatch(owner -> owner.getUid().equals(job.getMetadata().getUid())))
        .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
  }

  Stream<Pod> workloads(String namespace) {
    return workloads.list(namespace, _ -> true);
  }

  /// The ConfigMaps with certain labels, in the order of their names.
  Stream<String> configMaps(String namespace, ScriptsSelector selector) {
    return configMaps
        .list(
            namespace,
            configMap ->
                selector.matches(
                    Objects.requireNonNullElseGet(
                        configMap.getMetadata().getLabels(), Map::<String, String>of)))
        .map(configMap -> configMap.getMetadata().getName())
        .sorted();
  }

  Optional<ConfigMap> configMap(String namespace, String name) {
    return configMaps.get(new ResourceID(name, namespace));
  }

  private static Stream<String> configMapKeys(SchemaMigration resource) {
    ScriptsSpec scripts = resource.getSpec().scripts();
    Stream<String> names = scripts.configMaps().stream().map(ObjectName::name);
    return (scripts.selector() == null ? names : Stream.concat(names, Stream.of(SELECTED)))
        .map(name -> key(resource, name));
  }

  private static String key(HasMetadata inNamespace, String configMap) {
    return inNamespace.getMetadata().getNamespace() + "/" + configMap;
  }

  private static Set<ResourceID> migrationOf(Pod pod) {
    String name = pod.getMetadata().getAnnotations().get(Labels.MIGRATION);
    return name == null ? Set.of() : Set.of(new ResourceID(name, pod.getMetadata().getNamespace()));
  }
}
