package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.operator.kube.Events;
import dev.lockstep.operator.kube.Lanes;
import dev.lockstep.operator.kube.SlimClients;
import dev.lockstep.operator.kube.Telemetry;
import dev.lockstep.operator.migration.decision.ConditionState;
import dev.lockstep.operator.migration.decision.Decider;
import dev.lockstep.operator.migration.decision.Decision;
import dev.lockstep.operator.migration.decision.JobRejection;
import dev.lockstep.operator.migration.decision.Observation;
import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import dev.lockstep.operator.migration.job.MigrationJob;
import dev.lockstep.operator.migration.observation.EventSources;
import dev.lockstep.operator.migration.observation.Observer;
import dev.lockstep.operator.migration.status.StatusPatch;
import dev.lockstep.operator.migration.status.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reconciles a SchemaMigration: observe, decide, act, report. It is the only writer of its status.
@ControllerConfiguration(name = MigrationReconciler.NAME, generationAwareEventProcessing = false)
public final class MigrationReconciler implements Reconciler<SchemaMigration> {
  /// The name of the controller, and of the field manager that owns the status.
  public static final String NAME = StatusWriter.FIELD_MANAGER;

  private static final Duration CONFLICT_PAUSE = Duration.ofSeconds(1);

  /// The number of the failing pass in a row that is first reported in the status.
  private static final int PATIENCE = 3;

  private final Lanes lanes = new Lanes();
  private final SlimClients clients;
  private final JobSettingsDefaults defaults;
  private final Clock clock;
  private final StatusWriter statuses;
  private final EventReporter announcer;
  private final Decider decider = new Decider();
  private @Nullable IndexerResourceCache<SchemaMigration> resources;
  private @Nullable JobWriter jobs;
  private @Nullable Observer observer;

  public MigrationReconciler(
      SlimClients clients,
      JobSettingsDefaults defaults,
      Clock clock,
      Events events,
      Telemetry telemetry) {
    this.clients = clients;
    this.defaults = defaults;
    this.clock = clock;
    this.statuses = new StatusWriter(clients.objects());
    this.announcer = new EventReporter(events, telemetry);
  }

  @Override
  public List<EventSource<?, SchemaMigration>> prepareEventSources(
      EventSourceContext<SchemaMigration> context) {
    var prepared = new EventSources(context, clients.metadata());
    jobs = new JobWriter(clients, new MigrationJob(defaults), prepared, clock);
    observer = new Observer(prepared, clients.objects(), defaults, clock);
    resources = context.getPrimaryCache();
    return prepared.all();
  }

  /// Returns the resources that this operator watches, from its cache.
  public Stream<SchemaMigration> resources() {
    IndexerResourceCache<SchemaMigration> cache = resources;
    return cache == null ? Stream.of() : cache.list();
  }

  @Override
  public UpdateControl<SchemaMigration> reconcile(
      SchemaMigration resource, Context<SchemaMigration> context) {
    return resource.getMetadata().getDeletionTimestamp() == null
        ? lanes.through(resource, () -> pass(resource, context))
        : UpdateControl.noUpdate();
  }

  private UpdateControl<SchemaMigration> pass(
      SchemaMigration resource, Context<SchemaMigration> context) {
    Observation observation = Objects.requireNonNull(observer).observe(resource);
    var current = new AtomicReference<>(resource);
    try {
      return pass(resource, current, observation, context);
    } catch (KubernetesClientException e) {
      reportEarly(current, observation, StatusPatch.failed(e), context);
      throw new ReportedException(e);
    }
  }

  /// Decides, acts and reports. If the API server rejects a Job, another pass follows at once,
  /// which takes the rejection into account and starts no other Job.
  private UpdateControl<SchemaMigration> pass(
      SchemaMigration resource,
      AtomicReference<SchemaMigration> current,
      Observation observation,
      Context<SchemaMigration> context) {
    Decision decision = decider.decide(observation);
    Optional<JobRejection> rejection =
        StatusPatch.leavesReady(resource, decision)
            ? SlowCall.of(
                () -> act(resource, observation, decision),
                () -> reportEarly(current, observation, decision.condition(), context))
            : act(resource, observation, decision);
    if (rejection.isPresent()) {
      return pass(resource, current, observation.with(rejection.get()), context);
    }
    UpdateControl<SchemaMigration> control =
        report(resource, Objects.requireNonNull(current.get()), observation, decision, context);
    decision.cleanup().forEach(job -> jobs().delete(resource, job));
    return control;
  }

  private void reportEarly(
      AtomicReference<SchemaMigration> current,
      Observation observation,
      ConditionState condition,
      Context<SchemaMigration> context) {
    SchemaMigration before = Objects.requireNonNull(current.get());
    SchemaMigrationStatus status =
        StatusPatch.status(before, observation, observation.recorded(), condition);
    if (!status.equals(before.getStatus())) {
      statuses.write(before, status, context).ifPresent(current::set);
    }
  }

  /// The error of a failed pass that the status already reports.
  private static final class ReportedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReportedException(KubernetesClientException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /// Carries out a decision.
  ///
  /// @return the rejection of its Job by the API server
  private Optional<JobRejection> act(
      SchemaMigration resource, Observation observation, Decision decision) {
    switch (decision) {
      case Decision.NoAction _ -> {}
      case Decision.Start start -> {
        start.obsolete().ifPresent(job -> jobs().delete(resource, job));
        return jobs().create(resource, start.plan());
      }
      case Decision.Release release -> jobs().release(resource, observation, release.job());
      case Decision.Stop stop -> jobs().delete(resource, stop.job());
    }
    return Optional.empty();
  }

  private UpdateControl<SchemaMigration> report(
      SchemaMigration resource,
      SchemaMigration current,
      Observation observation,
      Decision decision,
      Context<SchemaMigration> context) {
    SchemaMigrationStatus status =
        StatusPatch.status(current, observation, decision.recorded(), decision.condition());
    UpdateControl<SchemaMigration> control = UpdateControl.noUpdate();
    Optional<Instant> wakeAt = decision.wakeAt();
    if (!status.equals(current.getStatus())) {
      if (statuses.write(current, status, context).isPresent()) {
        announcer.announce(resource, observation, decision);
      } else {
        wakeAt = Optional.of(observation.now().plus(CONFLICT_PAUSE));
      }
    }
    wakeAt.map(at -> pause(observation.now(), at)).ifPresent(control::rescheduleAfter);
    return control;
  }

  private static Duration pause(Instant now, Instant at) {
    Duration pause = Duration.between(now, at);
    return pause.isPositive() ? pause : Duration.ofMillis(1);
  }

  private JobWriter jobs() {
    return Objects.requireNonNull(jobs);
  }

  @Override
  public ErrorStatusUpdateControl<SchemaMigration> updateErrorStatus(
      SchemaMigration resource, Context<SchemaMigration> context, Exception e) {
    boolean patient =
        context.getRetryInfo().map(retry -> retry.getAttemptCount() + 1 < PATIENCE).orElse(true);
    if (patient || e instanceof ReportedException) {
      return ErrorStatusUpdateControl.noStatusUpdate();
    }
    return ErrorStatusUpdateControl.patchStatus(
        StatusPatch.of(resource, StatusPatch.unseen(resource, e, clock.instant())));
  }
}
