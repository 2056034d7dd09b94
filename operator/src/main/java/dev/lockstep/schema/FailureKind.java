package dev.lockstep.schema;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The kinds of failure of a run, each with its class and its exit code. The operator maps each
/// kind to a condition reason.
public enum FailureKind {
  /// An error of the program.
  @JsonProperty("Unexpected")
  UNEXPECTED(FailureClass.TRANSIENT, ExitCode.UNEXPECTED),
  /// The command line or the spec behind it is wrong.
  @JsonProperty("Usage")
  USAGE(FailureClass.PERMANENT, ExitCode.USAGE),
  /// Duplicate versions, unknown files, two styles, undecodable bytes, a missing placeholder, an
  /// unknown target.
  @JsonProperty("ScriptsRefused")
  SCRIPTS_REFUSED(FailureClass.PERMANENT, ExitCode.SCRIPTS_REFUSED),
  /// An applied script was edited.
  @JsonProperty("ChecksumMismatch")
  CHECKSUM_MISMATCH(FailureClass.PERMANENT, ExitCode.HISTORY_CONFLICT),
  /// The history contains an applied script that is not in the set.
  @JsonProperty("UnknownApplied")
  UNKNOWN_APPLIED(FailureClass.PERMANENT, ExitCode.HISTORY_CONFLICT),
  /// A pending script is older than an applied one, and `outOfOrder` is Reject.
  @JsonProperty("OutOfOrder")
  OUT_OF_ORDER(FailureClass.PERMANENT, ExitCode.HISTORY_CONFLICT),
  /// The target is older than the recorded version.
  @JsonProperty("TargetBelowRecorded")
  TARGET_BELOW_RECORDED(FailureClass.PERMANENT, ExitCode.HISTORY_CONFLICT),
  /// A script to be undone has no stored undo; nothing was undone.
  @JsonProperty("UndoMissing")
  UNDO_MISSING(FailureClass.PERMANENT, ExitCode.HISTORY_CONFLICT),
  /// The history tables are not Lockstep's, or were written by a newer release.
  @JsonProperty("HistoryUnusable")
  HISTORY_UNUSABLE(FailureClass.PERMANENT, ExitCode.HISTORY_CONFLICT),
  /// The database has the history of another tool, but the user has not said how to handle it.
  @JsonProperty("PriorHistory")
  PRIOR_HISTORY(FailureClass.PERMANENT, ExitCode.HISTORY_CONFLICT),
  /// The history of another tool cannot be adopted.
  @JsonProperty("AdoptionRefused")
  ADOPTION_REFUSED(FailureClass.PERMANENT, ExitCode.HISTORY_CONFLICT),
  /// The database cannot be declared to be at a version.
  @JsonProperty("BaselineRefused")
  BASELINE_REFUSED(FailureClass.PERMANENT, ExitCode.HISTORY_CONFLICT),
  /// A script failed in a way that repeats (syntax, constraint, missing object).
  @JsonProperty("ScriptFailed")
  SCRIPT_FAILED(FailureClass.PERMANENT, ExitCode.SCRIPT_FAILED),
  /// The outcome of a statement that commits by itself is unknown, so a user must check it.
  @JsonProperty("OutcomeUnknown")
  OUTCOME_UNKNOWN(FailureClass.PERMANENT, ExitCode.SCRIPT_FAILED),
  /// A script failed with a transient error (lock timeout, deadlock, serialization, disk full,
  /// connection lost).
  @JsonProperty("ScriptRetryable")
  SCRIPT_RETRYABLE(FailureClass.TRANSIENT, ExitCode.RETRY),
  /// The mounted Secret does not exist.
  @JsonProperty("SecretNotFound")
  SECRET_NOT_FOUND(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The mounted Secret lacks a key that is needed.
  @JsonProperty("SecretKeyMissing")
  SECRET_KEY_MISSING(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// A key of the mounted Secret has an invalid value, such as a malformed URL or port.
  @JsonProperty("SecretInvalid")
  SECRET_INVALID(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The server cannot be reached or does not accept connections yet.
  @JsonProperty("DatabaseUnreachable")
  DATABASE_UNREACHABLE(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The server rejected the user or the password.
  @JsonProperty("AuthenticationFailed")
  AUTHENTICATION_FAILED(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The server has no such database.
  @JsonProperty("DatabaseNotFound")
  DATABASE_NOT_FOUND(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The server has no connection left.
  @JsonProperty("TooManyConnections")
  TOO_MANY_CONNECTIONS(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The user lacks a privilege that is needed before any script.
  @JsonProperty("PrivilegeMissing")
  PRIVILEGE_MISSING(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The server is a standby or read-only.
  @JsonProperty("DatabaseReadOnly")
  DATABASE_READ_ONLY(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// A pooler moves sessions between processes of the server.
  @JsonProperty("PoolerDetected")
  POOLER_DETECTED(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The TLS handshake failed: certificates, keys, the host name, or a server without TLS.
  @JsonProperty("TlsFailed")
  TLS_FAILED(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The server's version is not supported.
  @JsonProperty("ServerUnsupported")
  SERVER_UNSUPPORTED(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// Another runner holds the advisory lock for longer than `timeouts.advisoryLock`.
  @JsonProperty("LockHeld")
  LOCK_HELD(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The cluster did not create the Job's pod (detected by the operator).
  @JsonProperty("PodNotCreated")
  POD_NOT_CREATED(FailureClass.ENVIRONMENT, ExitCode.RETRY),
  /// The runner ended without a report: killed, out of memory (detected by the operator).
  @JsonProperty("RunnerDied")
  RUNNER_DIED(FailureClass.TRANSIENT, ExitCode.RETRY),
  /// The run took longer than `timeouts.job` (detected by the operator).
  @JsonProperty("TimedOut")
  TIMED_OUT(FailureClass.TRANSIENT, ExitCode.RETRY),
  /// The scripts do not have the digest for which the run was created.
  @JsonProperty("ScriptsChanged")
  SCRIPTS_CHANGED(FailureClass.INTERRUPTED, ExitCode.SCRIPTS_CHANGED),
  /// The run was stopped by SIGTERM.
  @JsonProperty("Interrupted")
  INTERRUPTED(FailureClass.INTERRUPTED, ExitCode.INTERRUPTED);

  private final FailureClass failureClass;
  private final ExitCode exitCode;

  FailureKind(FailureClass failureClass, ExitCode exitCode) {
    this.failureClass = failureClass;
    this.exitCode = exitCode;
  }

  public FailureClass failureClass() {
    return failureClass;
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
