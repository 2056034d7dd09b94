package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lockstep.api.v1alpha1.spec.BaselineSpec;
import dev.lockstep.api.v1alpha1.spec.DatabaseSpec;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.api.v1alpha1.spec.OutOfOrder;
import dev.lockstep.api.v1alpha1.spec.Retry;
import dev.lockstep.api.v1alpha1.spec.Rollback;
import dev.lockstep.api.v1alpha1.spec.ScriptsSpec;
import dev.lockstep.api.v1alpha1.spec.Timeouts;
import dev.lockstep.api.v1alpha1.spec.Verify;
import dev.lockstep.api.v1alpha1.spec.WorkloadPolicy;
import dev.lockstep.schema.SchemaVersion;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The desired state: the scripts, the database, and the version to migrate to.
///
/// @param readingError the reason why the spec could not be read; everything else is then empty or
///   a default, and has no meaning
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaMigrationSpec(
    @JsonPropertyDescription("The database to migrate, and the schema in it.") @Required
        DatabaseSpec database,
    @JsonPropertyDescription("The scripts to apply.") @Required ScriptsSpec scripts,
    @JsonPropertyDescription(
            "The version to migrate to: latest, or a version such as 7 or \"1.10\". Quote a version that contains a dot, because YAML reads 1.10 as the number 1.1. Default: latest.")
        @Default("\"latest\"")
        @SchemaFrom(type = IntOrString.class)
        @Size(min = 1, max = 128)
        @ValidationRule(
            value =
                "type(self) == int ? self >= 0 : (self == 'latest' || self.matches('^[0-9]+([._-][0-9]+)*$'))",
            message =
                "write latest, or a version in quotes: numbers separated by '.', '_' or '-', such as \"7\" or \"1.10\"")
        String target,
    @JsonPropertyDescription(
            "How to handle a pending script that is older than the recorded version. Reject: refuse the run. Apply: run the script. Default: Reject.")
        @Default("Reject")
        OutOfOrder outOfOrder,
    @JsonPropertyDescription(
            "How to bring an existing database under Lockstep. Has no effect once Lockstep has recorded a history there.")
        @ValidationRule(
            value = "!has(self.table) || (has(self.adopt) && self.adopt == 'Auto')",
            message = "table names the history to adopt: also set adopt: Auto, or remove table")
        @Nullable BaselineSpec baseline,
    @JsonPropertyDescription(
            "How to handle a target below the recorded version. Forbid: refuse the run. Allow: roll back the newer scripts, using the undo script that was stored with each of them. The target latest never rolls back. Default: Forbid.")
        @Default("Forbid")
        @Nullable Rollback rollback,
    @JsonPropertyDescription(
            "What to do with a run that would leave the version window of a running pod. Wait: hold the run until those pods are gone. Ignore: start it anyway (emergencies only). Default: Wait.")
        @Default("Wait")
        @Nullable WorkloadPolicy workloads,
    @JsonPropertyDescription("Time limits of a run and of its statements.") @Default("{}")
        Timeouts timeouts,
    @JsonPropertyDescription("How often, and after what delay, a failed run is retried.")
        @Default("{}")
        Retry retry,
    @JsonPropertyDescription("How often the database is checked between runs.") @Default("{}")
        Verify verify,
    @JsonPropertyDescription(
            "Whether to stop starting new runs. A run in progress is not interrupted. Default: false.")
        @Default("false")
        Boolean suspend,
    @JsonPropertyDescription(
            "Additional settings for the Job's pod. Changing them does not start a run by itself.")
        JobSettings job,
    @JsonIgnore @Nullable String readingError) {
  /// The [#target] that stands for the newest version among the scripts.
  public static final String LATEST = "latest";

  public SchemaMigrationSpec {
    database = database == null ? DatabaseSpec.NONE : database;
    scripts = scripts == null ? ScriptsSpec.NONE : scripts;
    target = target == null ? LATEST : target;
    outOfOrder = outOfOrder == null ? OutOfOrder.REJECT : outOfOrder;
    baseline = baseline != null && baseline.hasNoFields() ? null : baseline;
    // Defaults are absent from digests, so that introducing the field starts no run.
    rollback = rollback == Rollback.FORBID ? null : rollback;
    workloads = workloads == WorkloadPolicy.WAIT ? null : workloads;
    timeouts = timeouts == null ? Timeouts.DEFAULT : timeouts;
    retry = retry == null ? Retry.DEFAULT : retry;
    verify = verify == null ? Verify.DEFAULT : verify;
    suspend = suspend != null && suspend;
    job = job == null ? JobSettings.NONE : job;
  }

  /// Returns whether a run of this spec to a version may undo newer scripts. Only the target of the
  /// spec qualifies: a target that pods have lowered was not requested.
  public boolean goesBackTo(Optional<SchemaVersion> version) {
    return rollback == Rollback.ALLOW
        && version.isPresent()
        && version.equals(SchemaVersion.tryParse(target));
  }

  /// Returns the value for a spec that cannot be read.
  ///
  /// @param message one sentence for the user that names the field
  @SuppressWarnings("NullAway") // the constructor fills the defaults in
  public static SchemaMigrationSpec unreadable(String message) {
    return new SchemaMigrationSpec(
        null, null, null, null, null, null, null, null, null, null, null, null, message);
  }
}
