package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lockstep.schema.SchemaVersion;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the user wants: which scripts, in which database, up to which version.
///
/// @param readingError why the spec could not be read; everything else is then empty or default and
///   says nothing
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaMigrationSpec(
    @JsonPropertyDescription("The database, and the schema in it that the scripts change.")
        @Required
        DatabaseSpec database,
    @JsonPropertyDescription("The scripts.") @Required ScriptsSpec scripts,
    @JsonPropertyDescription(
            "The version to reach: latest, or a version such as 7 or \"1.10\". Put quotes around a version with a dot, because YAML reads 1.10 as the number 1.1. Default: latest.")
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
            "What becomes of a script that is not applied yet although a newer one is: Reject refuses the run, Apply runs it. Default: Reject.")
        @Default("Reject")
        OutOfOrder outOfOrder,
    @JsonPropertyDescription(
            "How a database comes in that was not Lockstep's from the beginning. It concerns a database in which Lockstep has recorded nothing.")
        @ValidationRule(
            value = "!has(self.table) || (has(self.adopt) && self.adopt == 'Auto')",
            message = "table names the history to adopt: set adopt: Auto, too, or remove table")
        @Nullable BaselineSpec baseline,
    @JsonPropertyDescription(
            "What becomes of a target below the recorded version: Forbid refuses the run, Allow undoes what is newer, by the undo that was stored with each script. The target latest never goes back. Default: Forbid.")
        @Default("Forbid")
        @Nullable Rollback rollback,
    @JsonPropertyDescription(
            "What becomes of a run that would take away what live pods require: Wait waits until they are gone, Ignore runs it all the same, for emergencies. Default: Wait.")
        @Default("Wait")
        @Nullable WorkloadPolicy workloads,
    @JsonPropertyDescription("How long things may take.") @Default("{}") Timeouts timeouts,
    @JsonPropertyDescription("How often and how soon a failed run is repeated.") @Default("{}")
        Retry retry,
    @JsonPropertyDescription("When the version that the database records is read again.")
        @Default("{}")
        Verify verify,
    @JsonPropertyDescription(
            "Starts no new runs while true; a run that is under way goes on. Default: false.")
        @Default("false")
        Boolean suspend,
    @JsonPropertyDescription("What the Job's pod gets as well. A change of it alone starts no run.")
        JobSettings job,
    @JsonIgnore @Nullable String readingError) {
  /// The [#target] that stands for the newest version among the scripts.
  public static final String LATEST = "latest";

  public SchemaMigrationSpec {
    database = database == null ? DatabaseSpec.NONE : database;
    scripts = scripts == null ? ScriptsSpec.NONE : scripts;
    target = target == null ? LATEST : target;
    outOfOrder = outOfOrder == null ? OutOfOrder.REJECT : outOfOrder;
    baseline = baseline != null && baseline.isEmpty() ? null : baseline;
    // Absent like everywhere in a digest, so that no run starts because the field came to be.
    rollback = rollback == Rollback.FORBID ? null : rollback;
    workloads = workloads == WorkloadPolicy.WAIT ? null : workloads;
    timeouts = timeouts == null ? Timeouts.DEFAULT : timeouts;
    retry = retry == null ? Retry.DEFAULT : retry;
    verify = verify == null ? Verify.DEFAULT : verify;
    suspend = suspend != null && suspend;
    job = job == null ? JobSettings.NONE : job;
  }

  /// Whether a run for this spec that goes to a version may undo what is newer: nobody asked for a
  /// target that pods have lowered.
  public boolean goesBackTo(Optional<SchemaVersion> version) {
    return rollback == Rollback.ALLOW
        && version.isPresent()
        && version.equals(SchemaVersion.tryParse(target));
  }

  /// The value that stands for a spec which cannot be read.
  ///
  /// @param message one sentence for the user that names the field
  @SuppressWarnings("NullAway") // the constructor fills the defaults in
  public static SchemaMigrationSpec unreadable(String message) {
    return new SchemaMigrationSpec(
        null, null, null, null, null, null, null, null, null, null, null, null, message);
  }
}
