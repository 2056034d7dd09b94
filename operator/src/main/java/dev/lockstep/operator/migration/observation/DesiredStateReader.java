package dev.lockstep.operator.migration.observation;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import dev.lockstep.api.v1alpha1.spec.NewerApplied;
import dev.lockstep.api.v1alpha1.spec.Rollback;
import dev.lockstep.operator.kube.DatabaseIdentity;
import dev.lockstep.operator.migration.decision.Backoff;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.decision.Verifier;
import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import dev.lockstep.schema.SchemaVersion;
import java.util.Optional;

/// Resolves a spec, including the operator's defaults.
record DesiredStateReader(JobSettingsDefaults defaults) {

  DesiredState read(SchemaMigration resource, Scripts scripts) {
    SchemaMigrationSpec spec = resource.getSpec();
    if (spec.readingError() != null) {
      return new DesiredState.Invalid(spec.readingError());
    }
    if (spec.scripts().configMaps().isEmpty() && spec.scripts().selector() == null) {
      return new DesiredState.Invalid(
          "spec.scripts has neither configMaps nor selector: specify at least one ConfigMap.");
    }
    Optional<String> refusal = defaults.refusal(spec.job());
    if (refusal.isPresent()) {
      return new DesiredState.Invalid(refusal.get());
    }
    String digest = scripts instanceof Scripts.Available available ? available.digest() : "";
    Optional<String> retry = RetryRequest.of(resource);
    return new DesiredState.Valid(
        SpecDigest.inputs(spec, digest, retry.orElse(null)),
        SpecDigest.template(defaults.under(spec.job())),
        DatabaseIdentity.of(spec.database()),
        spec.target().equals(SchemaMigrationSpec.LATEST)
            ? Optional.empty()
            : SchemaVersion.tryParse(spec.target()),
        retry,
        spec.rollback() == null ? Rollback.FORBID : spec.rollback(),
        spec.scripts().newerApplied() == null ? NewerApplied.REJECT : spec.scripts().newerApplied(),
        !spec.scripts().placeholders().isEmpty(),
        spec.suspend(),
        spec.retry().maxAttempts(),
        Backoff.of(spec.retry().backoff()),
        Verifier.every(spec.verify()));
  }
}
