package dev.lockstep.operator.gate;

import dev.lockstep.api.v1alpha1.LastRun;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.operator.gate.GatePolicy.SchemaState;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.operator.kube.DatabaseIdentity;
import dev.lockstep.schema.SchemaVersion;
import java.util.Optional;

/// Reads what the gate needs out of a SchemaMigration.
final class SchemaStates {
  private SchemaStates() {}

  static SchemaState of(SchemaMigration resource) {
    SchemaMigrationStatus status = resource.getStatus();
    if (status == null || resource.getSpec().readingError() != null) {
      return new SchemaState(Optional.empty(), false, Optional.empty(), false, false);
    }
    Optional<LastRun> underWay =
        Optional.ofNullable(status.lastRun())
            .filter(run -> run.job() != null && run.finishedAt() == null);
    return new SchemaState(
        Optional.ofNullable(status.version()).flatMap(SchemaVersion::tryParse),
        DatabaseIdentity.of(resource.getSpec().database()).equals(status.database()),
        underWay.map(LastRun::target).flatMap(SchemaVersion::tryParse),
        underWay.isPresent(),
        ready(resource, status));
  }

  private static boolean ready(SchemaMigration resource, SchemaMigrationStatus status) {
    return status.observedGeneration().equals(resource.getMetadata().getGeneration())
        && Conditions.find(status.conditions(), Conditions.READY)
            .filter(condition -> "True".equals(condition.getStatus()))
            .isPresent();
  }
}
