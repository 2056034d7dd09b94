package dev.lockstep.operator.kube;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.api.v1alpha1.status.LastRun;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The status of a resource, where it was written for this very object. Backup tools create objects
/// again with the status of those that they saved: it speaks of another one, and of a database that
/// may be another one by now.
public final class OwnStatus {
  private OwnStatus() {}

  /// The status, if it is to be believed.
  ///
  /// One without the UID was written by an operator that did not know of the field, or by an API
  /// server whose CRD is older. There the name of the last Job shows whose it is, because the UID
  /// is in its digest.
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
