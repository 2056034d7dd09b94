package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run did and what it found: the runner's termination message, and the only thing that the
/// operator learns of a database. Everything in it was read from the database by this run, nothing
/// is carried over.
///
/// @param exitCode what the process exits with
/// @param version the version that the database records now, absent when none is recorded or it
///   could not be read
/// @param databaseRead whether the history was read, so that an absent version means an empty
///   history
/// @param desiredVersion the version that the run was to reach
/// @param appliedCount how many scripts the database records as applied
/// @param pendingCount how many scripts of the set are not applied
/// @param pending their names, oldest first, possibly shortened
/// @param appliedNow how many scripts this run applied
/// @param rolledBack the names of the scripts that this run undid, in this order, possibly
///   shortened
/// @param scriptsDigest the digest of the scripts that the run read
/// @param drift the objects that were changed outside Lockstep since the last run that recorded the
///   schema, as a verification found them, possibly shortened
/// @param warnings what went through and somebody should look at, such as the warnings that scripts
///   raised, each as a sentence; the last ones, possibly shortened
/// @param history the newest rows of the history, newest first, possibly shortened
/// @param startedAt when the process started, ISO 8601
/// @param finishedAt when the report was made, ISO 8601
/// @param failure why it failed, absent when it did not
/// @param errors further errors where several were found at once (a refused script set), as
///   sentences
/// @param moreErrors how many further errors were left out
/// @param truncated whether anything was shortened to fit the 4,096 bytes of a termination message
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunReport(
    int exitCode,
    @Nullable String version,
    boolean databaseRead,
    @Nullable String desiredVersion,
    int appliedCount,
    int pendingCount,
    List<String> pending,
    int appliedNow,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> rolledBack,
    @Nullable String scriptsDigest,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> drift,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings,
    List<HistoryEntry> history,
    @Nullable String startedAt,
    @Nullable String finishedAt,
    @Nullable Failure failure,
    List<String> errors,
    int moreErrors,
    boolean truncated) {

  public RunReport {
    pending = pending == null ? List.of() : List.copyOf(pending);
    rolledBack = rolledBack == null ? List.of() : List.copyOf(rolledBack);
    drift = drift == null ? List.of() : List.copyOf(drift);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
    history = history == null ? List.of() : List.copyOf(history);
    errors = errors == null ? List.of() : List.copyOf(errors);
  }

  /// The same report with the names of objects that were changed outside Lockstep.
  public RunReport withDrift(List<String> objects) {
    return with(objects, warnings);
  }

  /// The same report with the warnings of the run.
  public RunReport withWarnings(List<String> sentences) {
    return with(drift, sentences);
  }

  private RunReport with(List<String> objects, List<String> sentences) {
    return new RunReport(
        exitCode,
        version,
        databaseRead,
        desiredVersion,
        appliedCount,
        pendingCount,
        pending,
        appliedNow,
        rolledBack,
        scriptsDigest,
        objects,
        sentences,
        history,
        startedAt,
        finishedAt,
        failure,
        errors,
        moreErrors,
        truncated);
  }
}
