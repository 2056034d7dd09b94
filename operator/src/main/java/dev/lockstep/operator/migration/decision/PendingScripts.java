package dev.lockstep.operator.migration.decision;

import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.RecordedState.Snapshot;
import dev.lockstep.schema.SchemaVersion;
import java.util.Optional;

/// How many scripts are still to be applied, as far as it is known without asking the database
/// again. Pure.
public final class PendingScripts {
  private PendingScripts() {}

  /// What was read, where it was read with these scripts; of others, those with a version that is
  /// newer than the recorded one.
  ///
  /// @param desired where the resource wants to be
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
