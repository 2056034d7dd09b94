package dev.lockstep.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Runs commands exactly as the reader sees them, in the top folder of the working tree.
final class Shell {
  /// What a command left behind.
  ///
  /// @param output standard output and standard error, as a terminal shows them
  record Result(int exitCode, String output) {}

  private final Path folder;
  private final Map<String, String> environment;

  Shell(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /// What the commands need to be in the environment.
  Map<String, String> environment() {
    return environment;
  }

  Result run(String command) {
    var builder =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while this ran: " + command, e);
    }
  }

  /// Runs a command that must work.
  String runOrThrow(String command) {
    Result result = run(command);
    if (result.exitCode() != 0) {
      throw new NotSeenException(
          "'%s' works".formatted(command),
          "it ended with %d: %s".formatted(result.exitCode(), result.output()));
    }
    return result.output();
  }
}
