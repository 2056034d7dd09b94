package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.operator.kube.Events;
import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.kube.LogKeys;
import dev.lockstep.operator.kube.Telemetry;
import dev.lockstep.operator.migration.Observation.Wish;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reconciles a SchemaMigration: observe, decide, act, report. It is the only writer of its status.
@ControllerConfiguration(name = MigrationReconciler.NAME, generationAwareEventProcessing = false)
public final class MigrationReconciler implements Reconciler<SchemaMigration> {
  /// The name of the controller, and of the field manager that owns the status.
  public static final String NAME = "lockstep";

  private static final Logger LOG = LoggerFactory.getLogger(MigrationReconciler.class);
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final Duration CONFLICT_PAUSE = Duration.ofSeconds(1);

  /// The failing pass, of those in a row, from which on the status speaks of it.
  private static final int PATIENCE = 3;

  private final KubernetesClient client;
  private final JobSettingsDefaults defaults;
  private final Clock clock;
  private final Announcer announcer;
  private final MigrationJob jobs;
  private final Decider decider = new Decider();
  private @Nullable IndexerResourceCache<SchemaMigration> resources;
  private @Nullable Sources sources;
  private @Nullable Observer observer;

  public MigrationReconciler(
      KubernetesClient client,
      JobSettingsDefaults defaults,
      Clock clock,
      Events events,
      Telemetry telemetry) {
    this.client = client;
    this.defaults = defaults;
    this.clock = clock;
    this.announcer = new Announcer(events, telemetry);
    this.jobs = new MigrationJob(defaults);
  }

  @Override
  public List<EventSource<?, SchemaMigration>> prepareEventSources(
      EventSourceContext<SchemaMigration> context) {
    var prepared = new Sources(context);
    sources = prepared;
    observer = new Observer(prepared, client, defaults, clock);
    resources = context.getPrimaryCache();
    return prepared.all();
  }

  /// The resources that this operator watches, from its cache.
  public Stream<SchemaMigration> resources() {
    IndexerResourceCache<SchemaMigration> cache = resources;
    return cache == null ? Stream.of() : cache.list();
  }

  @Override
  public UpdateControl<SchemaMigration> reconcile(
      SchemaMigration resource, Context<SchemaMigration> context) {
    if (resource.getMetadata().getDeletionTimestamp() != null) {
      return UpdateControl.noUpdate();
    }
    Observation seen = Objects.requireNonNull(observer).observe(resource);
    Decision decision = act(resource, seen, decider.decide(seen));
    UpdateControl<SchemaMigration> control = report(resource, seen, decision, context);
    Retention.expendable(seen.runs()).forEach(job -> delete(resource, job));
    return control;
  }

  /// Does what was decided.
  ///
  /// @return the decision, or what takes its place where the API server refused the Job
  private Decision act(SchemaMigration resource, Observation seen, Decision decision) {
    switch (decision) {
      case Decision.Rest _ -> {}
      case Decision.Start start -> {
        start.obsolete().ifPresent(job -> delete(resource, job));
        Optional<Refusal> refusal = create(resource, start.plan());
        if (refusal.isPresent() && seen.wish() instanceof Wish.Migrate wish) {
          return refusal.get().insteadOf(start, seen, wish);
        }
      }
      case Decision.Release release -> release(resource, release.job());
      case Decision.Stop stop -> delete(resource, stop.job());
    }
    return decision;
  }

  /// Creates the Job of an attempt. One that is there already, and ours, is the same attempt:
  /// another operator, or an earlier life of this one, was faster.
  private Optional<Refusal> create(SchemaMigration resource, RunPlan plan) {
    Job job = jobs.of(resource, plan);
    try {
      Job created = client.resource(job).create();
      Objects.requireNonNull(sources).created(created);
      LOG.atInfo()
          .addKeyValue(LogKeys.NAMESPACE, resource.getMetadata().getNamespace())
          .addKeyValue(LogKeys.NAME, resource.getMetadata().getName())
          .addKeyValue(LogKeys.JOB, plan.job())
          .log("Created the Job of attempt {}", plan.attempt());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        LOG.atInfo().addKeyValue(LogKeys.JOB, plan.job()).log("The Job is there already");
        return Optional.empty();
      }
      Optional<Refusal> refusal = Refusal.of(e.getCode(), words(e));
      if (refusal.isEmpty()) {
        throw e;
      }
      return refusal;
    }
  }

  /// What the API server said, without what the client puts around it.
  private static String words(KubernetesClientException e) {
    return Optional.ofNullable(e.getStatus())
        .map(Status::getMessage)
        .orElseGet(() -> String.valueOf(e.getMessage()));
  }

  private void release(SchemaMigration resource, String job) {
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(resource.getMetadata().getNamespace())
        .withName(job)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"metadata":{"annotations":{"%s":"%s"}},"spec":{"suspend":false}}\
            """
                .formatted(Labels.RELEASED, clock.instant()));
  }

  /// Deletes a Job once: a pass that comes before the watch has brought the end of it still sees
  /// it.
  private void delete(SchemaMigration resource, String job) {
    Sources known = Objects.requireNonNull(sources);
    if (known.isDeleted(resource, job)) {
      return;
    }
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(resource.getMetadata().getNamespace())
        .withName(job)
        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
        .delete();
    known.deleted(resource, job);
  }

  private UpdateControl<SchemaMigration> report(
      SchemaMigration resource,
      Observation seen,
      Decision decision,
      Context<SchemaMigration> context) {
    SchemaMigrationStatus status =
        StatusPatch.status(resource, seen, decision.facts(), decision.verdict());
    UpdateControl<SchemaMigration> control = UpdateControl.noUpdate();
    Optional<Instant> wakeAt = decision.wakeAt();
    if (!status.equals(resource.getStatus())) {
      if (write(resource, status, context)) {
        announcer.announce(resource, seen, decision);
      } else {
        wakeAt = Optional.of(seen.now().plus(CONFLICT_PAUSE));
      }
    }
    wakeAt.map(at -> pause(seen.now(), at)).ifPresent(control::rescheduleAfter);
    return control;
  }

  /// Writes the status if the resource is still what this pass has seen, and enters it into the
  /// cache: the next pass may come before the watch brings it, and must not decide on the status
  /// from before.
  ///
  /// @return whether it was written; if not, a newer version is on its way and brings the next pass
  private boolean write(
      SchemaMigration resource, SchemaMigrationStatus status, Context<SchemaMigration> context) {
    SchemaMigration patch = StatusPatch.of(resource, status);
    patch.getMetadata().setResourceVersion(resource.getMetadata().getResourceVersion());
    try {
      SchemaMigration written =
          client
              .resource(patch)
              .subresource("status")
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.SERVER_SIDE_APPLY)
                      .withFieldManager(NAME)
                      .withForce(true)
                      .build());
      context
          .eventSourceRetriever()
          .getControllerEventSource()
          .handleRecentResourceUpdate(ResourceID.fromResource(resource), written, resource);
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT || e.getCode() == NOT_FOUND) {
        LOG.atDebug()
            .addKeyValue(LogKeys.NAMESPACE, resource.getMetadata().getNamespace())
            .addKeyValue(LogKeys.NAME, resource.getMetadata().getName())
            .log("The resource has changed since it was read");
        return false;
      }
      throw e;
    }
  }

  private static Duration pause(Instant now, Instant at) {
    Duration pause = Duration.between(now, at);
    return pause.isPositive() ? pause : Duration.ofMillis(1);
  }

  @Override
  public ErrorStatusUpdateControl<SchemaMigration> updateErrorStatus(
      SchemaMigration resource, Context<SchemaMigration> context, Exception e) {
    boolean patient =
        context.getRetryInfo().map(retry -> retry.getAttemptCount() + 1 < PATIENCE).orElse(true);
    if (patient) {
      return ErrorStatusUpdateControl.noStatusUpdate();
    }
    return ErrorStatusUpdateControl.patchStatus(
        StatusPatch.of(resource, StatusPatch.failed(resource, e, clock.instant())));
  }
}
