package dev.lockstep.runner.output;

import dev.lockstep.schema.ExitCode;

/// What a command found out.
public interface Answer {
  /// For people.
  Page text();

  /// What is printed as JSON.
  default Object json() {
    return this;
  }

  /// What the process exits with.
  default ExitCode exit() {
    return ExitCode.OK;
  }
}
