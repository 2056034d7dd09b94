package dev.lockstep.operator.migration;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.kube.ApiServerError;
import dev.lockstep.operator.kube.Labels;
import dev.lockstep.operator.kube.LogKeys;
import dev.lockstep.operator.kube.SlimClients;
import dev.lockstep.operator.migration.decision.JobRejection;
import dev.lockstep.operator.migration.decision.Observation;
import dev.lockstep.operator.migration.decision.Run;
import dev.lockstep.operator.migration.decision.RunPlan;
import dev.lockstep.operator.migration.job.MigrationJob;
import dev.lockstep.operator.migration.observation.EventSources;
import dev.lockstep.operator.migration.observation.Ownership;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creates, releases and deletes the Jobs of runs.
final class JobWriter {
  private static final Logger LOG = LoggerFactory.getLogger(MigrationReconciler.class);
  private static final int CONFLICT = 409;

  private final KubernetesClient client;

  /// Stops retrying soon: the client would repeat a refused request for a minute, and the status
  /// would not show the refusal meanwhile.
  private final KubernetesClient creating;

  private final MigrationJob manifests;
  private final EventSources sources;
  private final Clock clock;

  JobWriter(SlimClients clients, MigrationJob manifests, EventSources sources, Clock clock) {
    this.client = clients.objects();
    this.creating = clients.impatient();
    this.manifests = manifests;
    this.sources = sources;
    this.clock = clock;
  }

  /// Creates the Job of an attempt. If the Job already exists and is controlled by the resource, it
  /// is the same attempt, created by another operator or by an earlier process of this one.
  Optional<JobRejection> create(SchemaMigration resource, RunPlan plan) {
    Job job = manifests.of(resource, plan);
    if (plan.purpose() == Run.Purpose.VERIFY) {
      // Never suspended, and so released now, by the same clock that later measures how long it
      // has waited.
      job.getMetadata().getAnnotations().put(Labels.RELEASED, clock.instant().toString());
    }
    try {
      Job created = creating.resource(job).create();
      sources.created(created);
      LOG.atInfo()
          .addKeyValue(LogKeys.NAMESPACE, resource.getMetadata().getNamespace())
          .addKeyValue(LogKeys.NAME, resource.getMetadata().getName())
          .addKeyValue(LogKeys.JOB, plan.job())
          .log("Created the Job of attempt {}", plan.attempt());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT) {
        return nameTaken(resource, plan, e);
      }
      return Optional.of(JobRejection.of(e.getCode(), ApiServerError.of(e)));
    }
  }

  /// The name does not prove to whom a Job belongs: any user can create a Job of that name.
  private Optional<JobRejection> nameTaken(
      SchemaMigration resource, RunPlan plan, KubernetesClientException e) {
    String namespace = resource.getMetadata().getNamespace();
    Job found = client.batch().v1().jobs().inNamespace(namespace).withName(plan.job()).get();
    if (found == null) {
      throw e;
    }
    if (Ownership.controls(resource, found)) {
      LOG.atInfo().addKeyValue(LogKeys.JOB, plan.job()).log("The Job exists already");
      return Optional.empty();
    }
    return Optional.of(
        JobRejection.nameTaken(namespace, plan.job(), Ownership.controllerOf(found)));
  }

  void release(SchemaMigration resource, Observation observation, String job) {
    int releases = observation.run(job).map(Run::nextRelease).orElse(1);
    client
        .batch()
        .v1()
        .jobs()
        .inNamespace(resource.getMetadata().getNamespace())
        .withName(job)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"metadata":{"annotations":{"%s":"%s","%s":"%d"}},"spec":{"suspend":false}}\
            """
                .formatted(Labels.RELEASED, clock.instant(), Labels.RELEASES, releases));
  }

  /// Deletes a Job once. A later pass may still see it in the cache, until the watch delivers its
  /// deletion.
  void delete(SchemaMigration resource, String job) {
    if (sources.isDeleted(resource, job)) {
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
    sources.deleted(resource, job);
  }
}
