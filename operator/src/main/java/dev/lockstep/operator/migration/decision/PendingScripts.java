package dev.lockstep.operator.migration.decision;

import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.RecordedState.Snapshot;
import dev.lockstep.schema.SchemaVersion;
import java.util.Optional;

/// Counts the pending scripts as far as they are known without reading the database again. Pure.
public final class PendingScripts {
  private PendingScripts() {}

  /// Returns the number that was read from the database, if it was read with these scripts. For
  /// other scripts, returns the number of versions above the recorded version, up to the desired
  /// one.
  ///
  /// @param desired the version that the resource is to reach
  public static int count(
      Snapshot read, Scripts.Available scripts, Optional<SchemaVersion> desired) {
    boolean counted =
        read.scriptsDigest().equals(scripts.digest())
            && (read.pendingCount() == 0 || !read.pending().isEmpty());
    if (counted) {
      return read.pendingCount();
    }
    Optional<SchemaVersion> recordedVersion = read.recordedVersion();
    return (int)
        scripts.versions().stream()
            .distinct()
            .filter(version -> desired.filter(last -> version.compareTo(last) <= 0).isPresent())
            .filter(
                version ->
                    recordedVersion.filter(reached -> version.compareTo(reached) <= 0).isEmpty())
            .count();
  }
}
