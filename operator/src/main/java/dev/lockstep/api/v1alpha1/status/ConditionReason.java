package dev.lockstep.api.v1alpha1.status;

/// Every reason that a condition of a SchemaMigration can have: why the resource is ready, working
/// or in need of manual intervention, in one word for machines. The reference in
/// `operator/docs/reasons.md` is held against this list by a test.
public enum ConditionReason {
  /// The database records the desired version.
  IN_STEP("InStep"),
  /// A run is being prepared: its Job is created, its pod not started.
  STARTING("Starting"),
  /// A run is applying scripts.
  RUNNING("Running"),
  /// A script failed for a reason that can heal; the next attempt is due at `nextRetryAt`.
  RETRYING("Retrying"),
  /// A run was ended from outside and rolled back; another follows.
  INTERRUPTED("Interrupted"),
  /// The run took longer than `timeouts.job`.
  TIMED_OUT("TimedOut"),
  /// The runner ended without a report (killed, out of memory, a bug).
  RUNNER_FAILED("RunnerFailed"),
  /// A ConfigMap that holds scripts does not exist.
  SCRIPTS_NOT_FOUND("ScriptsNotFound"),
  /// The ConfigMaps do not hold the set that `scripts.digest` names.
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
  /// The server refuses user or password.
  AUTHENTICATION_FAILED("AuthenticationFailed"),
  /// The server has no such database.
  DATABASE_NOT_FOUND("DatabaseNotFound"),
  /// The server has no connection left.
  TOO_MANY_CONNECTIONS("TooManyConnections"),
  /// The database user lacks a privilege.
  PRIVILEGE_MISSING("PrivilegeMissing"),
  /// The database is a standby or read-only.
  DATABASE_READ_ONLY("DatabaseReadOnly"),
  /// A pooler in transaction mode stands before the server.
  POOLER_DETECTED("PoolerDetected"),
  /// TLS was not agreed on.
  TLS_FAILED("TlsFailed"),
  /// The server's version is not supported.
  SERVER_UNSUPPORTED("ServerUnsupported"),
  /// Another runner holds the advisory lock.
  LOCK_HELD("LockHeld"),
  /// The cluster refuses the Job or its pod (quota, Pod Security, a missing service account).
  POD_NOT_CREATED("PodNotCreated"),
  /// The pod finds no node.
  POD_UNSCHEDULABLE("PodUnschedulable"),
  /// The pod is created and cannot start (image, volume, configuration).
  POD_NOT_STARTED("PodNotStarted"),
  /// Something other than the operator suspends the Job after its release: a queue, a person.
  JOB_SUSPENDED("JobSuspended"),
  /// Running pods still need the old schema; the run goes on when they are gone.
  WAITING_FOR_WORKLOADS("WaitingForWorkloads"),
  /// The operator met an error of its own or of the API server, and tries again.
  RECONCILE_ERROR("ReconcileError"),
  /// The spec cannot be read or asks for what cannot be.
  INVALID_SPEC("InvalidSpec"),
  /// The script set is refused before anything runs.
  SCRIPTS_REFUSED("ScriptsRefused"),
  /// An applied script was edited.
  CHECKSUM_MISMATCH("ChecksumMismatch"),
  /// The database records a script that is not in the set.
  UNKNOWN_APPLIED("UnknownApplied"),
  /// A pending script is older than an applied one.
  OUT_OF_ORDER("OutOfOrder"),
  /// The target is older than the recorded version.
  TARGET_BELOW_RECORDED("TargetBelowRecorded"),
  /// A script that is to be undone has no undo.
  UNDO_MISSING("UndoMissing"),
  /// The history tables cannot be used.
  HISTORY_UNUSABLE("HistoryUnusable"),
  /// The database has the history of another tool, and the spec does not choose how to handle it.
  PRIOR_HISTORY("PriorHistory"),
  /// The history of another tool cannot be taken over.
  ADOPTION_REFUSED("AdoptionRefused"),
  /// The database cannot be declared to be at a version.
  BASELINE_REFUSED("BaselineRefused"),
  /// A script failed and will fail again.
  SCRIPT_FAILED("ScriptFailed"),
  /// Nobody can say whether a statement that commits by itself was done.
  OUTCOME_UNKNOWN("OutcomeUnknown"),
  /// `retry.maxAttempts` attempts failed.
  RETRIES_EXHAUSTED("RetriesExhausted"),
  /// Workloads of one owner need versions that exclude each other.
  WINDOWS_DISJOINT("WindowsDisjoint"),
  /// There is work to do and `spec.suspend` forbids it.
  SUSPENDED("Suspended");

  private final String label;

  ConditionReason(String label) {
    this.label = label;
  }

  /// The CamelCase word in the condition.
  public String label() {
    return label;
  }
}
