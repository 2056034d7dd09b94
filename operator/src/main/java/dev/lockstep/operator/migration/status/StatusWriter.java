package dev.lockstep.operator.migration.status;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.operator.kube.LogKeys;
import dev.lockstep.operator.kube.OwnStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the status of resources.
public final class StatusWriter {
  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

  /// The field manager that owns the status.
  public static final String FIELD_MANAGER = "lockstep";

  /// How long a field that the API server refused is left out. The client repeats a refused apply
  /// for about 20 seconds, and the CRD may have been upgraded meanwhile.
  private static final Duration LEFT_OUT = Duration.ofMinutes(10);

  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;
  private volatile Refused refused = new Refused(UndeclaredFields.NONE, System.nanoTime());

  public StatusWriter(KubernetesClient client) {
    this.client = client;
  }

  /// Fields that are left out until a point of time of the monotonic clock.
  private record Refused(UndeclaredFields fields, long until) {
    UndeclaredFields now() {
      return System.nanoTime() - until < 0 ? fields : UndeclaredFields.NONE;
    }
  }

  /// Writes the status if the resource is unchanged since this pass read it, and updates the cache:
  /// the next pass may begin before the watch delivers the update, and must not decide by the old
  /// status.
  ///
  /// @return the resource as written; if empty, a newer version of it is about to arrive and to
  ///   trigger the next pass
  public Optional<SchemaMigration> write(
      SchemaMigration resource, SchemaMigrationStatus status, Context<SchemaMigration> context) {
    SchemaMigration patch = StatusPatch.of(resource, status);
    patch.getMetadata().setResourceVersion(resource.getMetadata().getResourceVersion());
    try {
      if (isForeign(resource)) {
        patch.getMetadata().setResourceVersion(cleared(resource));
      }
      SchemaMigration written = apply(patch);
      context
          .eventSourceRetriever()
          .getControllerEventSource()
          .handleRecentResourceUpdate(ResourceID.fromResource(resource), written, resource);
      return Optional.of(written);
    } catch (KubernetesClientException e) {
      if (e.getCode() == CONFLICT || e.getCode() == NOT_FOUND) {
        LOG.atDebug()
            .addKeyValue(LogKeys.NAMESPACE, resource.getMetadata().getNamespace())
            .addKeyValue(LogKeys.NAME, resource.getMetadata().getName())
            .log("The resource has changed since it was read");
        return Optional.empty();
      }
      throw e;
    }
  }

  /// Applies the fields that the CRD in the cluster has: the API server refuses an apply with a
  /// field that it does not know, and an older CRD must not stop the operator.
  private SchemaMigration apply(SchemaMigration patch) {
    UndeclaredFields leftOut = refused.now();
    SchemaMigration known =
        leftOut.removedFrom(patch, client.getKubernetesSerialization()).orElse(patch);
    try {
      return send(known);
    } catch (KubernetesClientException e) {
      UndeclaredFields more = UndeclaredFields.in(e);
      if (more.removedFrom(known, client.getKubernetesSerialization()).isEmpty()) {
        throw e;
      }
      refused = new Refused(leftOut.and(more), System.nanoTime() + LEFT_OUT.toNanos());
      return apply(patch);
    }
  }

  private SchemaMigration send(SchemaMigration patch) {
    return client
        .resource(patch)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build());
  }

  /// Returns whether the status of a resource is that of another object.
  private static boolean isForeign(SchemaMigration resource) {
    SchemaMigrationStatus status = resource.getStatus();
    return status != null
        && !status.equals(SchemaMigrationStatus.empty())
        && !saysNothingOfADatabase(status)
        && OwnStatus.of(resource).isEmpty();
  }

  /// Returns whether a status has neither an owner nor a reading: an operator that works with an
  /// older CRD writes one before the first run, and must not remove it in each pass.
  private static boolean saysNothingOfADatabase(SchemaMigrationStatus status) {
    return status.observedUid() == null && status.lastRun() == null && status.version() == null;
  }

  /// Removes the whole status. An apply would keep the fields that others have written, and they
  /// would be taken for the operator's.
  ///
  /// @return the resource version after the removal
  private String cleared(SchemaMigration resource) {
    return client
        .resource(resource)
        .subresource("status")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"metadata":{"resourceVersion":"%s"},"status":null}\
            """
                .formatted(resource.getMetadata().getResourceVersion()))
        .getMetadata()
        .getResourceVersion();
  }
}
