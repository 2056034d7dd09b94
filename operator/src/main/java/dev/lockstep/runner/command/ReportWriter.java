package dev.lockstep.runner.command;

import dev.lockstep.engine.script.IoErrors;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.output.Json;
import dev.lockstep.runner.output.OutputOptions;
import dev.lockstep.schema.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Writes the outcome of a run: to the termination log for the operator, and to standard output for
/// users and scripts.
///
/// @param log the termination log
public record ReportWriter(Console console, Json json, Optional<Path> log) {

  public void tell(RunReport report, OutputOptions.Format format, String summary) {
    record(report);
    switch (format) {
      case JSON -> console.json(report);
      case TEXT -> console.result(summary);
    }
  }

  /// Reports to the operator only.
  public void record(RunReport report) {
    log.ifPresent(file -> write(file, report));
  }

  private void write(Path file, RunReport report) {
    try {
      Files.write(file, new ReportBudget(json).fit(report));
    } catch (IOException e) {
      console.progress(
          "lockstep: cannot write the report to %s: %s".formatted(file, IoErrors.words(file, e)));
    }
  }
}
