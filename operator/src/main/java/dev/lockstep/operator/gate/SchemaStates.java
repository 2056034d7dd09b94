package dev.lockstep.operator.gate;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.api.v1alpha1.status.LastRun;
import dev.lockstep.api.v1alpha1.status.PossibleVersions;
import dev.lockstep.operator.gate.GatePolicy.SchemaState;
import dev.lockstep.operator.gate.GatePolicy.VersionRange;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.operator.kube.DatabaseIdentity;
import dev.lockstep.operator.kube.OwnStatus;
import dev.lockstep.schema.SchemaVersion;
import java.util.Optional;

/// Reads from a SchemaMigration the state that concerns the gate.
final class SchemaStates {
  private SchemaStates() {}

  static SchemaState of(SchemaMigration resource) {
    Optional<SchemaMigrationStatus> own = OwnStatus.of(resource);
    if (own.isEmpty() || resource.getSpec().readingError() != null) {
      return SchemaState.UNKNOWN;
    }
    SchemaMigrationStatus status = own.get();
    Optional<LastRun> underWay =
        Optional.ofNullable(status.lastRun())
            .filter(run -> run.job() != null && run.finishedAt() == null);
    return new SchemaState(
        Optional.ofNullable(status.version()).flatMap(SchemaVersion::tryParse),
        lost(status),
        Optional.ofNullable(status.database())
            .map(DatabaseIdentity::read)
            .filter(DatabaseIdentity.of(resource.getSpec().database())::equals)
            .isPresent(),
        underWay.map(LastRun::target).flatMap(SchemaVersion::tryParse),
        underWay.isPresent(),
        ready(resource, status));
  }

  private static Optional<VersionRange> lost(SchemaMigrationStatus status) {
    PossibleVersions possible = status.possibleVersions();
    if (possible != null) {
      return Optional.of(
          new VersionRange(
              Optional.ofNullable(possible.lowest()).flatMap(SchemaVersion::tryParse),
              Optional.ofNullable(possible.highest()).flatMap(SchemaVersion::tryParse)));
    }
    // An API server with an older CRD drops the field.
    return Optional.ofNullable(status.database())
        .filter(DatabaseIdentity::isUncertain)
        .map(_ -> new VersionRange(Optional.empty(), Optional.empty()));
  }

  private static boolean ready(SchemaMigration resource, SchemaMigrationStatus status) {
    return status.observedGeneration().equals(resource.getMetadata().getGeneration())
        && Conditions.find(status.conditions(), Conditions.READY)
            .filter(condition -> "True".equals(condition.getStatus()))
            .isPresent();
  }
}
