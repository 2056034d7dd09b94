package dev.lockstep.runner;

import dev.lockstep.engine.Target;
import dev.lockstep.runner.Reports.Findings;
import dev.lockstep.schema.ExitCode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// A command line that could not be read, told to the operator all the same: it cannot look at
/// standard error.
///
/// @param arguments the command line, of which only `--termination-log` is understood here
record WrongUse(List<String> arguments) {
  private static final String OPTION = "--termination-log";

  void tell(String message, Console console, Clock clock) {
    var findings =
        new Findings(
            ExitCode.USAGE,
            new Target.Latest(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.of(JobRun.asFailure(new UsageException(message))));
    new JobRun(console, new Json(), terminationLog()).record(new Reports(clock).report(findings));
  }

  private Optional<Path> terminationLog() {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(OPTION + "=")) {
        return path(argument.substring(OPTION.length() + 1));
      }
      if (argument.equals(OPTION) && i + 1 < arguments.size()) {
        return path(arguments.get(i + 1));
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }
}
