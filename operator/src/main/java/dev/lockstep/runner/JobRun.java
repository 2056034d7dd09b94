package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.FileTrouble;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Tells the outcome of a run to whoever asked: the operator by the termination log, people and
/// scripts by standard output.
///
/// @param log the termination log
record JobRun(Console console, Json json, Optional<Path> log) {

  void tell(RunReport report, OutputOptions.Format format, String summary) {
    record(report);
    switch (format) {
      case JSON -> console.result(json.text(report));
      case TEXT -> console.result(summary);
    }
  }

  /// Tells the operator alone.
  void record(RunReport report) {
    log.ifPresent(file -> write(file, report));
  }

  private void write(Path file, RunReport report) {
    try {
      Files.write(file, new ReportBudget(json).fit(report));
    } catch (IOException e) {
      console.progress(
          "lockstep: the report cannot be written to %s: %s"
              .formatted(file, FileTrouble.words(file, e)));
    }
  }

  /// A wrong use as a failure like any other, so that it reaches the report.
  static EngineException asFailure(UsageException e) {
    return new EngineException(
        Failure.of(
            FailureKind.USAGE,
            String.valueOf(e.getMessage()),
            "lockstep --help shows the commands, lockstep COMMAND --help their options"));
  }
}
