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
  /// `check`: the database and the scripts differ. `lint`: a finding reached the level of
  /// `--fail-on`. `test-undo`: an undo failed its test.
  NOT_IN_STEP(3),
  /// The script set was refused.
  SCRIPTS_REFUSED(10),
  /// The history conflicts with the scripts.
  HISTORY_CONFLICT(11),
  /// A script failed and will fail again.
  SCRIPT_FAILED(12),
  /// A failure after which a retry can help.
  RETRY(13),
  /// The scripts do not have the digest for which the run was created.
  SCRIPTS_CHANGED(14),
  /// Interrupted by SIGTERM; rolled back.
  INTERRUPTED(15);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /// The code with which the process exits.
  public int code() {
    return code;
  }
}
