package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lockstep.api.v1alpha1.status.LastRun;
import dev.lockstep.api.v1alpha1.status.PossibleVersions;
import dev.lockstep.schema.HistoryEntry;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The observed state: what the database records, and what the operator is doing. If it is lost,
/// the next run reads the database again.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaMigrationStatus(
    @JsonPropertyDescription(
            "The metadata.generation that this status describes; -1 until the operator has seen the resource.")
        @Min(-1)
        Long observedGeneration,
    @JsonPropertyDescription(
            "The metadata.uid of the resource that this status was written for. The operator ignores a status with a different UID, such as one restored from a backup.")
        @Nullable String observedUid,
    @JsonPropertyDescription(
            "The version that the database recorded when it was last read. Absent if it records none, or has not been read yet.")
        @PrinterColumn(name = "VERSION")
        @Nullable String version,
    @JsonPropertyDescription(
            "The range of versions that the database may be at, after a run ended without a report. A gate then opens only for a window that contains the whole range. Absent while version is certain.")
        @Nullable PossibleVersions possibleVersions,
    @JsonPropertyDescription(
            "The database and schema that version was read from, as a digest of the host, port, database name, schema and Secret names in the spec. Ends in :uncertain while possibleVersions is set.")
        @Nullable String database,
    @JsonPropertyDescription(
            "The version that spec.target asks for; for latest, the newest version among the scripts.")
        @PrinterColumn(name = "DESIRED")
        @Nullable String desiredVersion,
    @JsonPropertyDescription("The number of scripts that the database records as applied.")
        @Min(0)
        @Max(2147483647)
        @Nullable Integer appliedCount,
    @JsonPropertyDescription("The number of scripts that are not applied yet.")
        @PrinterColumn(name = "PENDING")
        @Min(0)
        @Max(2147483647)
        @Nullable Integer pendingCount,
    @JsonPropertyDescription(
            "The names of the scripts that are not applied yet, oldest first. At most 20 are listed.")
        @Size(max = 100)
        List<String> pending,
    @JsonPropertyDescription("Digest of the script set that this status describes.")
        @Nullable String scriptsDigest,
    @JsonPropertyDescription(
            "The latest rows of migration_history, newest first. At most 20 are listed.")
        @Size(max = 100)
        List<HistoryEntry> history,
    @JsonPropertyDescription(
            "The schema objects that had been changed outside Lockstep when the database was last verified. At most 20 are listed. Absent if there are none, or if this is unknown.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = 100)
        List<String> drift,
    @JsonPropertyDescription(
            "Conditions that need attention but do not stop runs, one sentence each: a ConfigMap that is almost full, and the warnings of lastRun. Absent if there are none.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = 100)
        List<String> warnings,
    @JsonPropertyDescription("The latest attempt.") @Nullable LastRun lastRun,
    @JsonPropertyDescription(
            "The number of attempts that failed in a script since the spec or the scripts last changed. Compared with spec.retry.maxAttempts.")
        @Min(0)
        @Max(2147483647)
        @Nullable Integer failedAttempts,
    @JsonPropertyDescription(
            "The number of consecutive failed attempts of any kind. The delay before the next attempt grows with it.")
        @Min(0)
        @Max(2147483647)
        @Nullable Integer failuresInARow,
    @JsonPropertyDescription("When the recorded version was last read from the database.")
        @Nullable String lastVerifiedAt,
    @JsonPropertyDescription("When the next attempt starts, after a failed one.")
        @Nullable String nextRetryAt,
    @JsonPropertyDescription(
            "The last value of the annotation lockstep.dev/retry that triggered an attempt. At most its first 256 characters.")
        @Nullable String lastRetry,
    @JsonPropertyDescription(
            "Ready: the database is in step with this resource. Reconciling: the operator is working or waiting. Stalled: manual intervention is required.")
        @Size(max = 8)
        List<Condition> conditions) {
  /// The generation in the status of a resource that the operator has not seen yet.
  public static final long UNSEEN = -1;

  public SchemaMigrationStatus {
    observedGeneration = observedGeneration == null ? UNSEEN : observedGeneration;
    pending = pending == null ? List.of() : List.copyOf(pending);
    history = history == null ? List.of() : List.copyOf(history);
    drift = drift == null ? List.of() : List.copyOf(drift);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /// Returns the status of a resource that the operator has not seen yet.
  public static SchemaMigrationStatus empty() {
    return new SchemaMigrationStatus(
        UNSEEN, null, null, null, null, null, null, null, List.of(), null, List.of(), List.of(),
        List.of(), null, null, null, null, null, null, List.of());
  }
}
