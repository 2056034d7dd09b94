package dev.lockstep.runner;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How results are told.
final class OutputOptions {
  /// The forms of standard output.
  enum Format {
    /// For people.
    TEXT,
    /// One JSON value and nothing else.
    JSON
  }

  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "The form of the result on standard output (default: ${DEFAULT-VALUE}).")
  private Format format = Format.TEXT;

  Format format() {
    return format;
  }

  /// The file for the operator, as an option of the commands that a Job runs.
  static final class TerminationLog {
    @Option(
        names = "--termination-log",
        paramLabel = "FILE",
        description = "Where to write the report as JSON of at most 4,096 bytes.")
    private @Nullable Path file;

    Optional<Path> file() {
      return Optional.ofNullable(file);
    }
  }
}
