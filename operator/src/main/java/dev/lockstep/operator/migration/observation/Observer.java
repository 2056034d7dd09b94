package dev.lockstep.operator.migration.observation;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.spec.WorkloadPolicy;
import dev.lockstep.operator.kube.GatedPods;
import dev.lockstep.operator.kube.OwnStatus;
import dev.lockstep.operator.kube.Pages;
import dev.lockstep.operator.migration.decision.Observation;
import dev.lockstep.operator.migration.decision.Observation.Identity;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.QuotaExceeded;
import dev.lockstep.operator.migration.decision.RecordedState;
import dev.lockstep.operator.migration.decision.Run;
import dev.lockstep.operator.migration.decision.Workload;
import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import dev.lockstep.operator.migration.status.StatusReader;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Gathers the input of a pass, from caches. Only four rare cases query the API server: new scripts
/// ([ScriptsReader]), a Job that the status names but the cache lacks, the message of the Job
/// controller if a Job gets no pod, and the live pods once more before a Job is released.
public final class Observer {
  /// The fraction of the heap that the cache of script sets may use, as its denominator.
  private static final int PART_FOR_SETS = 12;

  private final EventSources sources;
  private final KubernetesClient client;
  private final DesiredStateReader desired;
  private final Clock clock;
  private final ScriptsReader scripts;

  public Observer(
      EventSources sources, KubernetesClient client, JobSettingsDefaults defaults, Clock clock) {
    this.sources = sources;
    this.client = client;
    this.desired = new DesiredStateReader(defaults);
    this.clock = clock;
    this.scripts =
        new ScriptsReader(
            sources,
            this::configMap,
            new ScriptSetCache(Runtime.getRuntime().maxMemory() / PART_FOR_SETS));
  }

  /// Reads a ConfigMap by a list with one result, because the operator has no other permission on
  /// ConfigMaps.
  private Optional<ConfigMap> configMap(String namespace, String name) {
    return client
        .configMaps()
        .inNamespace(namespace)
        .withField("metadata.name", name)
        .list()
        .getItems()
        .stream()
        .filter(configMap -> configMap.getMetadata().getName().equals(name))
        .findFirst();
  }

  public Observation observe(SchemaMigration resource) {
    String namespace = resource.getMetadata().getNamespace();
    String name = resource.getMetadata().getName();
    Instant now = clock.instant();
    RecordedState recorded = StatusReader.recorded(OwnStatus.of(resource).orElse(null));
    Scripts found = scripts.read(namespace, resource.getSpec().scripts());
    List<Run> runs = runs(resource, recorded, now);
    boolean lookAgain = runs.stream().anyMatch(Observer::mayBeReleased);
    List<Workload> workloads =
        resource.getSpec().workloads() == WorkloadPolicy.IGNORE
            ? List.of()
            : WorkloadReader.naming(name, pods(namespace, lookAgain));
    return new Observation(
        new Identity(namespace, name, resource.getMetadata().getUid()),
        changed(resource),
        desired.read(resource, found),
        found,
        recorded,
        runs,
        workloads,
        now,
        Optional.empty());
  }

  private static boolean mayBeReleased(Run run) {
    return run.state() instanceof Run.State.AwaitingRelease
        || run.state() instanceof Run.State.SuspendedByOthers;
  }

  private Stream<Pod> pods(String namespace, boolean lookAgain) {
    return lookAgain
        ? Pages.all(
            client
                .pods()
                .inNamespace(namespace)
                .withLabel(LockstepNames.GATED_LABEL, LockstepNames.GATED))
            .stream()
        : sources.workloads(namespace);
  }

  private static boolean changed(SchemaMigration resource) {
    return OwnStatus.of(resource)
        .filter(
            status -> status.observedGeneration().equals(resource.getMetadata().getGeneration()))
        .isEmpty();
  }

  private List<Run> runs(SchemaMigration resource, RecordedState recorded, Instant now) {
    var jobs = new ArrayList<>(sources.jobs(resource).toList());
    recorded
        .lastRun()
        .filter(RecordedState.LastRun::underWay)
        .filter(run -> jobs.stream().noneMatch(job -> named(job, run.job())))
        .flatMap(run -> fresh(resource, run.job()))
        .ifPresent(jobs::add);
    return jobs.stream().map(job -> run(job, recorded, now)).flatMap(Optional::stream).toList();
  }

  private static boolean named(Job job, String name) {
    return job.getMetadata().getName().equals(name);
  }

  /// Returns the Job of that name, if the resource controls it.
  private Optional<Job> fresh(SchemaMigration resource, String job) {
    return Optional.ofNullable(
            client
                .batch()
                .v1()
                .jobs()
                .inNamespace(resource.getMetadata().getNamespace())
                .withName(job)
                .get())
        .filter(found -> Ownership.controls(resource, found));
  }

  private Optional<Run> run(Job job, RecordedState recorded, Instant now) {
    Optional<Pod> cached = sources.pod(job);
    Optional<Run> run = RunReader.read(job, cached, Optional.empty());
    if (run.isPresent() && lacksEnd(run.get(), recorded)) {
      return RunReader.read(job, freshPod(job).or(() -> cached), Optional.empty());
    }
    boolean overdue =
        run.filter(one -> one.state() instanceof Run.State.NoPod)
            .filter(one -> !now.isBefore(one.created().plus(Run.POD_PATIENCE)))
            .isPresent();
    return overdue ? RunReader.read(job, freshPod(job), message(job)) : run;
  }

  /// Returns whether a Job that has ended, and whose end is not recorded yet, seems to have lost
  /// its pod. Jobs and pods are cached by two watches, and after an outage one may be far ahead of
  /// the other.
  private static boolean lacksEnd(Run run, RecordedState recorded) {
    boolean open =
        run.purpose() == Run.Purpose.VERIFY
            || recorded
                .lastRun()
                .filter(last -> last.underWay() && last.job().equals(run.job()))
                .isPresent();
    return open && run.state() instanceof Run.State.Ended(Run.End.Disrupted _, _);
  }

  private Optional<Pod> freshPod(Job job) {
    return Ownership.newest(
        job,
        Pages.all(
            client
                .pods()
                .inNamespace(job.getMetadata().getNamespace())
                .withLabel("batch.kubernetes.io/controller-uid", job.getMetadata().getUid()))
            .stream());
  }

  /// Returns the last warning of the Job controller about a Job that gets no pod, if it is among
  /// the first Events: any user can write more of them.
  private Optional<String> message(Job job) {
    return Pages.first(
            client
                .v1()
                .events()
                .inNamespace(job.getMetadata().getNamespace())
                .withField("involvedObject.uid", job.getMetadata().getUid())
                .withField("source", "job-controller")
                .withField("type", "Warning"))
        .stream()
        .max(Comparator.comparing(Observer::lastSeen))
        .map(Event::getMessage)
        .map(
            text ->
                QuotaExceeded.of(text).map(quota -> text + quota.waiting(gated(job))).orElse(text));
  }

  /// Returns the names of the pods in the Job's namespace that wait at the gate.
  private List<String> gated(Job job) {
    return sources
        .workloads(job.getMetadata().getNamespace())
        .filter(pod -> GatedPods.gated(pod) && GatedPods.live(pod))
        .map(pod -> pod.getMetadata().getName())
        .toList();
  }

  private static String lastSeen(Event event) {
    return event.getLastTimestamp() == null ? "" : event.getLastTimestamp();
  }
}
