package dev.lockstep.runner;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How results are told.
final class OutputOptions {
  /// The forms of standard output.
  enum Format {
    /// For people.
    TEXT,
    /// One JSON value and nothing else.
    JSON
  }

  private Format format = Format.TEXT;

  void addTo(CommandModel command) {
    command.option(
        "--output",
        "text|json",
        Format.class,
        "text",
        value -> format = value,
        "The form of the result on standard output (default: ${DEFAULT-VALUE}).");
  }

  Format format() {
    return format;
  }

  /// The file for the operator, as an option of the commands that a Job runs.
  static final class TerminationLog {
    private @Nullable Path file;

    void addTo(CommandModel command) {
      command.option(
          "--termination-log",
          "FILE",
          Path.class,
          value -> file = value,
          "Where to write the report as JSON of at most 4,096 bytes.");
    }

    Optional<Path> file() {
      return Optional.ofNullable(file);
    }
  }
}
