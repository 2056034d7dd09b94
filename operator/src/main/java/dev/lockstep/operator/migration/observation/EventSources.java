package dev.lockstep.operator.migration.observation;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.spec.ObjectName;
import dev.lockstep.api.v1alpha1.spec.ScriptsSelector;
import dev.lockstep.api.v1alpha1.spec.ScriptsSpec;
import dev.lockstep.operator.kube.ConfigMapMetadata;
import dev.lockstep.operator.kube.GatedPods;
import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.kube.SlimClients;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The caches that the migration reconciler reads, and the mapping of each changed object to the
/// resources that it concerns.
public final class EventSources implements ScriptsReader.Catalog {
  private static final String BY_CONFIG_MAP = "config-map";

  /// The index key of resources that select their ConfigMaps by labels; not a valid ConfigMap name.
  /// Every change of a ConfigMap concerns them, because an event does not carry the previous
  /// labels.
  private static final String SELECTED = "*";

  private final InformerEventSource<Job, SchemaMigration> jobs;
  private final InformerEventSource<Pod, SchemaMigration> runnerPods;
  private final InformerEventSource<Pod, SchemaMigration> workloads;
  private final InformerEventSource<ConfigMapMetadata, SchemaMigration> configMaps;

  /// The UIDs of deleted Jobs that the watch may still show.
  private final Set<String> deleted = ConcurrentHashMap.newKeySet();

  public EventSources(EventSourceContext<SchemaMigration> context, KubernetesClient metadata) {
    String ours = Labels.MANAGED_BY + "=" + Labels.LOCKSTEP + "," + LockstepNames.MIGRATION_LABEL;
    jobs = new InformerEventSource<>(jobsWith(ours).build(), context);
    runnerPods =
        new InformerEventSource<>(
            configuration(Pod.class, "runner-pods", ours, EventSources::migrationOf).build(),
            context);
    workloads =
        new InformerEventSource<>(
            configuration(Pod.class, "workloads", GatedPods.SELECTOR, pod -> allOf(context, pod))
                .build(),
            context);
    context
        .getPrimaryCache()
        .addIndexer(BY_CONFIG_MAP, resource -> EventSources.configMapKeys(resource).toList());
    configMaps =
        new InformerEventSource<>(
            configuration(
                    ConfigMapMetadata.class,
                    "config-maps",
                    null,
                    configMap -> readersOf(context, configMap))
                .withKubernetesClient(metadata)
                .build(),
            context);
  }

  private static InformerEventSourceConfiguration.Builder<Job> jobsWith(String labels) {
    return InformerEventSourceConfiguration.from(Job.class, SchemaMigration.class)
        .withName("jobs")
        .withLabelSelector(labels)
        .withInformerListLimit(SlimClients.PAGE)
        .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(SchemaMigration.class));
  }

  /// Returns every resource of the namespace: the pod's requirement may have changed, and an event
  /// does not carry the previous one.
  private static Set<ResourceID> allOf(EventSourceContext<SchemaMigration> context, Pod pod) {
    return context
        .getPrimaryCache()
        .list(pod.getMetadata().getNamespace())
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  /// Returns the resources whose scripts a ConfigMap holds, by its name or by its labels.
  private static Set<ResourceID> readersOf(
      EventSourceContext<SchemaMigration> context, ConfigMapMetadata configMap) {
    return Stream.of(configMap.getMetadata().getName(), SELECTED)
        .map(name -> key(configMap, name))
        .flatMap(key -> context.getPrimaryCache().byIndex(BY_CONFIG_MAP, key).stream())
        .map(ResourceID::fromResource)
        .collect(Collectors.toSet());
  }

  private static <R extends HasMetadata> InformerEventSourceConfiguration.Builder<R> configuration(
      Class<R> type, String name, @Nullable String selector, SecondaryToPrimaryMapper<R> mapper) {
    var configuration =
        InformerEventSourceConfiguration.from(type, SchemaMigration.class)
            .withName(name)
            .withInformerListLimit(SlimClients.PAGE)
            .withSecondaryToPrimaryMapper(mapper)
            // The cache is read by name: a second index next to the informer's would hold
            // everything twice.
            .withPrimaryToSecondaryMapper((SchemaMigration _) -> Set.of());
    return selector == null ? configuration : configuration.withLabelSelector(selector);
  }

  public List<EventSource<?, SchemaMigration>> all() {
    return List.of(jobs, runnerPods, workloads, configMaps);
  }

  /// Returns the Jobs of this very object, not of an earlier one of the same name.
  Stream<Job> jobs(SchemaMigration resource) {
    return jobs.getSecondaryResources(resource).stream()
        .filter(job -> Ownership.controls(resource, job));
  }

  /// Adds a Job that was just created, before the watch delivers it.
  public void created(Job job) {
    jobs.handleRecentResourceCreate(ResourceID.fromResource(job), job);
  }

  /// Returns whether a Job was already deleted, although the cache still has it.
  public boolean isDeleted(SchemaMigration resource, String job) {
    return uids(resource, job).anyMatch(deleted::contains);
  }

  /// Records that a Job was deleted, until the watch delivers its deletion.
  public void deleted(SchemaMigration resource, String job) {
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

  /// Returns the pod of a Job.
  Optional<Pod> pod(Job job) {
    return Ownership.newest(job, runnerPods.list(job.getMetadata().getNamespace(), _ -> true));
  }

  Stream<Pod> workloads(String namespace) {
    return workloads.list(namespace, _ -> true);
  }

  /// Returns the ConfigMaps that may have certain labels, sorted by name.
  @Override
  public Stream<String> selected(String namespace, ScriptsSelector selector) {
    return configMaps
        .list(namespace, configMap -> configMap.mayHave(selector.matchLabels()))
        .map(configMap -> configMap.getMetadata().getName())
        .sorted();
  }

  @Override
  public Optional<String> version(String namespace, String name) {
    return configMaps
        .get(new ResourceID(name, namespace))
        .map(configMap -> configMap.getMetadata().getResourceVersion());
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
