package dev.lockstep.api.v1alpha1.status;

/// The reasons of the conditions of a SchemaMigration: why the resource is ready, working or in
/// need of manual intervention, in one word for machines. A test compares them with the reference
/// in `operator/docs/reasons.md`.
public enum ConditionReason {
  /// The database records the desired version.
  IN_STEP("InStep"),
  /// A run is being prepared: its Job was created, but its pod has not started.
  STARTING("Starting"),
  /// A run is applying scripts.
  RUNNING("Running"),
  /// A script failed with a transient error; the next attempt is due at `nextRetryAt`.
  RETRYING("Retrying"),
  /// A run was stopped from outside and rolled back; another follows.
  INTERRUPTED("Interrupted"),
  /// The run took longer than `timeouts.job`.
  TIMED_OUT("TimedOut"),
  /// The runner ended without a report (killed, out of memory, a bug).
  RUNNER_FAILED("RunnerFailed"),
  /// A ConfigMap that holds scripts does not exist.
  SCRIPTS_NOT_FOUND("ScriptsNotFound"),
  /// The ConfigMaps do not hold the set that `scripts.digest` pins.
  WAITING_FOR_SCRIPTS("WaitingForScripts"),
  /// The scripts changed while a run was being started.
  SCRIPTS_CHANGED("ScriptsChanged"),
  /// The Secret with the connection does not exist.
  SECRET_NOT_FOUND("SecretNotFound"),
  /// The Secret lacks a key that is needed.
  SECRET_KEY_MISSING("SecretKeyMissing"),
  /// A key of the Secret holds a value that cannot be used.
  SECRET_INVALID("SecretInvalid"),
  /// The database server does not answer.
  DATABASE_UNREACHABLE("DatabaseUnreachable"),
  /// The server rejected the user or the password.
  AUTHENTICATION_FAILED("AuthenticationFailed"),
  /// The server has no such database.
  DATABASE_NOT_FOUND("DatabaseNotFound"),
  /// The server has no connection left.
  TOO_MANY_CONNECTIONS("TooManyConnections"),
  /// The database user lacks a privilege.
  PRIVILEGE_MISSING("PrivilegeMissing"),
  /// The database is a standby or read-only.
  DATABASE_READ_ONLY("DatabaseReadOnly"),
  /// There is a pooler in transaction mode in front of the server.
  POOLER_DETECTED("PoolerDetected"),
  /// The TLS handshake failed.
  TLS_FAILED("TlsFailed"),
  /// The server's version is not supported.
  SERVER_UNSUPPORTED("ServerUnsupported"),
  /// Another runner holds the advisory lock.
  LOCK_HELD("LockHeld"),
  /// The cluster rejected the Job or its pod (quota, Pod Security, a missing service account).
  POD_NOT_CREATED("PodNotCreated"),
  /// The pod cannot be scheduled.
  POD_UNSCHEDULABLE("PodUnschedulable"),
  /// The pod was created but cannot start (image, volume, configuration).
  POD_NOT_STARTED("PodNotStarted"),
  /// Something other than the operator suspends the Job after its release: a queue, a person.
  JOB_SUSPENDED("JobSuspended"),
  /// Running pods still need the old schema; the run continues when they are gone.
  WAITING_FOR_WORKLOADS("WaitingForWorkloads"),
  /// The operator encountered an error of its own or of the API server, and retries.
  RECONCILE_ERROR("ReconcileError"),
  /// The spec cannot be read, or is not valid.
  INVALID_SPEC("InvalidSpec"),
  /// The script set was refused before anything ran.
  SCRIPTS_REFUSED("ScriptsRefused"),
  /// An applied script was edited.
  CHECKSUM_MISMATCH("ChecksumMismatch"),
  /// The database records a script that is not in the set.
  UNKNOWN_APPLIED("UnknownApplied"),
  /// A pending script is older than an applied one.
  OUT_OF_ORDER("OutOfOrder"),
  /// The target is older than the recorded version.
  TARGET_BELOW_RECORDED("TargetBelowRecorded"),
  /// A script that is to be undone has no stored undo.
  UNDO_MISSING("UndoMissing"),
  /// The history tables cannot be used.
  HISTORY_UNUSABLE("HistoryUnusable"),
  /// The database has the history of another tool, and the spec does not choose how to handle it.
  PRIOR_HISTORY("PriorHistory"),
  /// The history of another tool cannot be adopted.
  ADOPTION_REFUSED("AdoptionRefused"),
  /// The database cannot be declared to be at a version.
  BASELINE_REFUSED("BaselineRefused"),
  /// A script failed and will fail again.
  SCRIPT_FAILED("ScriptFailed"),
  /// The outcome of a statement that commits by itself is unknown.
  OUTCOME_UNKNOWN("OutcomeUnknown"),
  /// `retry.maxAttempts` attempts failed.
  RETRIES_EXHAUSTED("RetriesExhausted"),
  /// Workloads of one owner need versions that exclude each other.
  WINDOWS_DISJOINT("WindowsDisjoint"),
  /// A run is needed, but `spec.suspend` forbids it.
  SUSPENDED("Suspended");

  private final String label;

  ConditionReason(String label) {
    this.label = label;
  }

  /// The reason in the condition, in CamelCase.
  public String label() {
    return label;
  }
}
