package dev.lockstep.runner;

import dev.lockstep.engine.plan.Target;
import dev.lockstep.runner.command.ReportWriter;
import dev.lockstep.runner.command.Reports;
import dev.lockstep.runner.command.Reports.Findings;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Json;
import dev.lockstep.schema.EngineException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Reports a failure to the operator without parsed options, because the operator cannot read
/// standard error.
///
/// @param arguments the command line, of which only `--termination-log` is parsed here
record UsageErrorReport(List<String> arguments) {
  private static final String OPTION = "--termination-log";

  void tell(String message, Console console, Clock clock) {
    tell(new UsageException(message), console, clock);
  }

  /// Reports a failure to the operator.
  void tell(EngineException failure, Console console, Clock clock) {
    var findings =
        new Findings(
            failure.failure().kind().exitCode(),
            new Target.Latest(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.of(failure));
    new ReportWriter(console, new Json(), terminationLog())
        .record(new Reports(clock).report(findings));
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
