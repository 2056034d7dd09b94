package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.api.v1alpha1.status.LastRun;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The status of a resource, if it was written for this object. Backup tools restore an object
/// together with its saved status, which describes the saved object, and perhaps another database
/// than the one in use now.
public final class OwnStatus {
  private OwnStatus() {}

  /// Returns the status if it belongs to this object.
  ///
  /// A status without the UID was written by an operator that did not know the field, or through an
  /// API server with an older CRD. In that case the name of the last Job shows the owner, because
  /// its digest covers the UID.
  public static Optional<SchemaMigrationStatus> of(SchemaMigration resource) {
    SchemaMigrationStatus status = resource.getStatus();
    if (status == null) {
      return Optional.empty();
    }
    String uid = resource.getMetadata().getUid();
    boolean own =
        status.observedUid() == null
            ? isOf(uid, resource.getMetadata().getName(), status.lastRun())
            : status.observedUid().equals(uid);
    return own ? Optional.of(status) : Optional.empty();
  }

  private static boolean isOf(String uid, String name, @Nullable LastRun run) {
    return run != null
        && run.inputs() != null
        && JobNames.migrate(name, uid, run.inputs(), run.attempt()).equals(run.job());
  }
}
