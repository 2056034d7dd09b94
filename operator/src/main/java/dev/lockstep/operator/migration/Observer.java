package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.LockstepNames;
import dev.lockstep.api.v1alpha1.Rollback;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import dev.lockstep.api.v1alpha1.WorkloadPolicy;
import dev.lockstep.operator.kube.DatabaseIdentity;
import dev.lockstep.operator.migration.Observation.Identity;
import dev.lockstep.operator.migration.Observation.Scripts;
import dev.lockstep.operator.migration.Observation.Wish;
import dev.lockstep.schema.DurationText;
import dev.lockstep.schema.SchemaVersion;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Gathers what a pass looks at, from caches. The API server is asked in three rare cases only: for
/// a Job that the status names and the cache lacks, for the words of the Job controller when a Job
/// gets no pod, and for the live pods once more before a Job is released.
final class Observer {
  private final Sources sources;
  private final KubernetesClient client;
  private final JobSettingsDefaults defaults;
  private final Clock clock;

  Observer(Sources sources, KubernetesClient client, JobSettingsDefaults defaults, Clock clock) {
    this.sources = sources;
    this.client = client;
    this.defaults = defaults;
    this.clock = clock;
  }

  Observation observe(SchemaMigration resource) {
    String namespace = resource.getMetadata().getNamespace();
    String name = resource.getMetadata().getName();
    Instant now = clock.instant();
    Facts facts = StatusReading.facts(resource.getStatus());
    Scripts scripts = new ScriptsReading(sources, namespace).read(resource.getSpec().scripts());
    List<Run> runs = runs(resource, facts, now);
    boolean lookAgain = runs.stream().anyMatch(run -> run.state() instanceof Run.State.Held);
    List<Workload> workloads =
        resource.getSpec().workloads() == WorkloadPolicy.IGNORE
            ? List.of()
            : Workloads.naming(name, pods(namespace, lookAgain));
    return new Observation(
        new Identity(namespace, name, resource.getMetadata().getUid()),
        changed(resource),
        wish(resource, scripts),
        scripts,
        facts,
        runs,
        workloads,
        now);
  }

  private Stream<Pod> pods(String namespace, boolean lookAgain) {
    return lookAgain
        ? client
            .pods()
            .inNamespace(namespace)
            .withLabel(LockstepNames.GATED_LABEL, LockstepNames.GATED)
            .list()
            .getItems()
            .stream()
        : sources.workloads(namespace);
  }

  private static boolean changed(SchemaMigration resource) {
    return resource.getStatus() == null
        || !resource
            .getStatus()
            .observedGeneration()
            .equals(resource.getMetadata().getGeneration());
  }

  private Wish wish(SchemaMigration resource, Scripts scripts) {
    SchemaMigrationSpec spec = resource.getSpec();
    if (spec.readingError() != null) {
      return new Wish.Unreadable(spec.readingError());
    }
    if (spec.scripts().configMaps().isEmpty() && spec.scripts().selector() == null) {
      return new Wish.Unreadable(
          "spec.scripts has neither configMaps nor selector: name at least one ConfigMap.");
    }
    Optional<String> refusal = defaults.refusal(spec.job());
    if (refusal.isPresent()) {
      return new Wish.Unreadable(refusal.get());
    }
    String digest = scripts instanceof Scripts.Available available ? available.digest() : "";
    Optional<String> retry = RetryRequest.of(resource);
    return new Wish.Migrate(
        SpecDigest.inputs(spec, digest, retry.orElse(null)),
        SpecDigest.template(defaults.under(spec.job())),
        DatabaseIdentity.of(spec.database()),
        spec.target().equals(SchemaMigrationSpec.LATEST)
            ? Optional.empty()
            : SchemaVersion.tryParse(spec.target()),
        retry,
        spec.rollback() == null ? Rollback.FORBID : spec.rollback(),
        spec.suspend(),
        spec.retry().maxAttempts(),
        new Backoff(
            duration(spec.retry().backoff().initial(), Duration.ofSeconds(5)),
            duration(spec.retry().backoff().max(), Duration.ofMinutes(5))),
        Optional.of(duration(spec.verify().every(), Duration.ofHours(1)))
            .filter(every -> !every.isZero()));
  }

  private static Duration duration(String text, Duration fallback) {
    return DurationText.parse(text).orElse(fallback);
  }

  private List<Run> runs(SchemaMigration resource, Facts facts, Instant now) {
    var jobs = new ArrayList<>(sources.jobs(resource).toList());
    facts
        .lastRun()
        .filter(Facts.LastRun::underWay)
        .filter(run -> jobs.stream().noneMatch(job -> named(job, run.job())))
        .map(run -> fresh(resource, run.job()))
        .ifPresent(jobs::add);
    return jobs.stream().map(job -> run(job, facts, now)).flatMap(Optional::stream).toList();
  }

  private static boolean named(Job job, String name) {
    return job.getMetadata().getName().equals(name);
  }

  @SuppressWarnings(
      "NullAway") // the client answers null for an object that is not there, and map() takes that
  private Job fresh(SchemaMigration resource, String job) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(resource.getMetadata().getNamespace())
        .withName(job)
        .get();
  }

  private Optional<Run> run(Job job, Facts facts, Instant now) {
    Optional<Pod> cached = sources.pod(job);
    Optional<Run> run = RunReader.read(job, cached, Optional.empty());
    if (run.isPresent() && lacksEnd(run.get(), facts)) {
      return RunReader.read(job, freshPod(job).or(() -> cached), Optional.empty());
    }
    boolean overdue =
        run.filter(one -> one.state() instanceof Run.State.NoPod)
            .filter(one -> !now.isBefore(one.created().plus(Decider.POD_PATIENCE)))
            .isPresent();
    return overdue ? RunReader.read(job, freshPod(job), words(job)) : run;
  }

  /// Whether a Job that has ended, and whose end is not written down yet, seems to have lost its
  /// pod: the caches of Jobs and pods are filled by two watches, and after an outage one may be far
  /// ahead of the other.
  private static boolean lacksEnd(Run run, Facts facts) {
    boolean open =
        run.purpose() == Run.Purpose.VERIFY
            || facts
                .lastRun()
                .filter(last -> last.underWay() && last.job().equals(run.job()))
                .isPresent();
    return open && run.state() instanceof Run.State.Ended(Run.End.Disrupted _, _);
  }

  private Optional<Pod> freshPod(Job job) {
    return client
        .pods()
        .inNamespace(job.getMetadata().getNamespace())
        .withLabel("batch.kubernetes.io/controller-uid", job.getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()));
  }

  /// What the Job controller says last about a Job that gets no pod.
  private Optional<String> words(Job job) {
    return client
        .v1()
        .events()
        .inNamespace(job.getMetadata().getNamespace())
        .withField("involvedObject.uid", job.getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .filter(event -> "Warning".equals(event.getType()))
        .max(Comparator.comparing(Observer::lastSeen))
        .map(Event::getMessage);
  }

  private static String lastSeen(Event event) {
    return event.getLastTimestamp() == null ? "" : event.getLastTimestamp();
  }
}
