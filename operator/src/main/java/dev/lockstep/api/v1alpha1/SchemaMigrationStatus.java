package dev.lockstep.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lockstep.schema.HistoryEntry;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the database records, and what the operator is doing about it. All of it is recomputed,
/// nothing is remembered here alone.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SchemaMigrationStatus(
    @JsonPropertyDescription(
            "The metadata.generation that this status speaks of; -1 until the operator has seen the resource.")
        @Min(-1)
        Long observedGeneration,
    @JsonPropertyDescription(
            "The version that the database records; absent when it records none, was not read yet, or was not read since a run that left no report.")
        @PrinterColumn(name = "VERSION")
        @Nullable String version,
    @JsonPropertyDescription(
            "Which database and schema version was read from, as a digest of the spec's host, port, name, schema and Secret names.")
        @Nullable String database,
    @JsonPropertyDescription("The version that the scripts and spec.target ask for.")
        @PrinterColumn(name = "DESIRED")
        @Nullable String desiredVersion,
    @JsonPropertyDescription("How many scripts the database records as applied.")
        @Min(0)
        @Max(2147483647)
        @Nullable Integer appliedCount,
    @JsonPropertyDescription("How many scripts are still to be applied.")
        @PrinterColumn(name = "PENDING")
        @Min(0)
        @Max(2147483647)
        @Nullable Integer pendingCount,
    @JsonPropertyDescription(
            "Names of the scripts that are still to be applied, oldest first; the first 20.")
        @Size(max = 100)
        List<String> pending,
    @JsonPropertyDescription("Digest of the scripts that this status speaks of.")
        @Nullable String scriptsDigest,
    @JsonPropertyDescription("The newest rows of migration_history, newest first; the first 20.")
        @Size(max = 100)
        List<HistoryEntry> history,
    @JsonPropertyDescription(
            "The objects of the schema that other hands had changed when it was last verified; the first 20. Absent where there are none, or where it is not known.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = 100)
        List<String> drift,
    @JsonPropertyDescription(
            "What will stop the work one day if nobody acts, each as one sentence: a ConfigMap with scripts that is almost full. Absent where there is nothing.")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Size(max = 100)
        List<String> warnings,
    @JsonPropertyDescription("The newest attempt.") @Nullable LastRun lastRun,
    @JsonPropertyDescription(
            "How many attempts failed in a script since spec and scripts were last changed; compared with spec.retry.maxAttempts.")
        @Min(0)
        @Max(2147483647)
        @Nullable Integer failedAttempts,
    @JsonPropertyDescription(
            "How many attempts failed in a row, of any kind; the wait before the next one grows with it.")
        @Min(0)
        @Max(2147483647)
        @Nullable Integer failuresInARow,
    @JsonPropertyDescription("When the recorded version was last read from the database.")
        @Nullable String lastVerifiedAt,
    @JsonPropertyDescription("When the next attempt starts, after one that failed.")
        @Nullable String nextRetryAt,
    @JsonPropertyDescription(
            "The value of the annotation lockstep.dev/retry that was answered with an attempt last; the first 256 characters.")
        @Nullable String lastRetry,
    @JsonPropertyDescription(
            "Ready: the database is in step with this resource. Reconciling: the operator is working or waiting. Stalled: a person is needed.")
        @Size(max = 8)
        List<Condition> conditions) {
  /// The generation of a resource that was not seen yet.
  public static final long UNSEEN = -1;

  public SchemaMigrationStatus {
    observedGeneration = observedGeneration == null ? UNSEEN : observedGeneration;
    pending = pending == null ? List.of() : List.copyOf(pending);
    history = history == null ? List.of() : List.copyOf(history);
    drift = drift == null ? List.of() : List.copyOf(drift);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /// The status of a resource that was not seen yet.
  public static SchemaMigrationStatus empty() {
    return new SchemaMigrationStatus(
        UNSEEN, null, null, null, null, null, List.of(), null, List.of(), List.of(), List.of(),
        null, null, null, null, null, null, List.of());
  }
}
