package dev.lockstep.runner.output;

import dev.lockstep.runner.options.CommandModel;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The options for the output of results.
public final class OutputOptions {
  /// The formats of standard output.
  public enum Format {
    /// Text.
    TEXT,
    /// A single JSON value.
    JSON
  }

  private Format format = Format.TEXT;

  public void addTo(CommandModel command) {
    command.option(
        "--output",
        "text|json",
        Format.class,
        "text",
        value -> format = value,
        "The format of the result on standard output (default: ${DEFAULT-VALUE}).");
  }

  public Format format() {
    return format;
  }

  /// The option for the file that the operator reads, for commands that run in a Job.
  public static final class TerminationLog {
    private @Nullable Path file;

    public void addTo(CommandModel command) {
      command.option(
          "--termination-log",
          "FILE",
          Path.class,
          value -> file = value,
          "Where to write the report as JSON of at most 4,096 bytes.");
    }

    public Optional<Path> file() {
      return Optional.ofNullable(file);
    }
  }
}
