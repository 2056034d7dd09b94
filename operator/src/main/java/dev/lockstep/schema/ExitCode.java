package dev.lockstep.schema;

/// The exit codes of the `lockstep` program: a protocol between the runner, the operator and users'
/// scripts.
public enum ExitCode {
  /// Done, or nothing to do.
  OK(0),
  /// A bug: the only case with a stack trace.
  UNEXPECTED(1),
  /// Wrong usage of the command line.
  USAGE(2),
  /// `check`: database and scripts are not in step. `lint`: it found what it is to fail on.
  NOT_IN_STEP(3),
  /// The script set is refused.
  SCRIPTS_REFUSED(10),
  /// The history conflicts with the scripts.
  HISTORY_CONFLICT(11),
  /// A script failed and will fail again.
  SCRIPT_FAILED(12),
  /// Failed for a reason that can heal.
  RETRY(13),
  /// The scripts are not those that the run was made for.
  SCRIPTS_CHANGED(14),
  /// Interrupted by SIGTERM; rolled back.
  INTERRUPTED(15);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /// The number that the process exits with.
  public int code() {
    return code;
  }
}
