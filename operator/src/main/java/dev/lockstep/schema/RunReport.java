package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The report that a run leaves as its termination message, and the only thing that the operator
/// learns of a database. This run read everything in it from the database; nothing is carried over
/// from an earlier run.
///
/// @param exitCode the exit code of the process
/// @param version the recorded version, absent if there is none or it could not be read
/// @param databaseRead whether the history was read, so that an absent version means that none is
///   recorded
/// @param desiredVersion the version that the run was to reach
/// @param appliedCount the number of scripts that the database records as applied
/// @param pendingCount the number of scripts of the set that are not applied
/// @param pending the names of the pending scripts, oldest first, possibly shortened
/// @param appliedNow the number of scripts that this run applied
/// @param rolledBack the names of the scripts that this run undid, in this order, possibly
///   shortened
/// @param scriptsDigest the digest of the scripts that the run read
/// @param drift the objects that were changed outside Lockstep since the last run that recorded the
///   schema, as a verification found them, possibly shortened
/// @param warnings warnings that did not stop the run, such as those that scripts raised, each as a
///   sentence; the last ones, possibly shortened
/// @param history the newest rows of the history, newest first, possibly shortened
/// @param startedAt the time at which the process started, in ISO 8601
/// @param finishedAt the time at which the report was made, in ISO 8601
/// @param failure the reason why the run failed, absent if it did not
/// @param errors further errors if several were found at once (a refused script set), as sentences
/// @param moreErrors the number of further errors that were left out
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

  /// Returns a copy with the names of objects that were changed outside Lockstep.
  public RunReport withDrift(List<String> objects) {
    return with(objects, warnings);
  }

  /// Returns a copy with the warnings of the run.
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
