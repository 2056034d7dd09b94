package dev.lockstep.runner.output;

import dev.lockstep.schema.ExitCode;

/// The result of a command.
public interface Answer {
  /// The result as text.
  Page text();

  /// The value that is printed as JSON.
  default Object json() {
    return this;
  }

  /// The exit code of the process.
  default ExitCode exit() {
    return ExitCode.OK;
  }
}
