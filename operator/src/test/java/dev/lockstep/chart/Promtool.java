package dev.lockstep.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Prometheus' own judge of rules and metrics, which `make test` installs where it can.
public final class Promtool {
  private Promtool() {}

  /// Runs it and returns what it prints.
  ///
  /// @throws AssertionError when it finds something, or is not there
  public static String run(String... arguments) {
    return runWithInput("", arguments);
  }

  /// Runs it with a text on standard input.
  public static String runWithInput(String input, String... arguments) {
    var command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process = start(command);
    try {
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError("%s:\n%s".formatted(command, output));
      }
      return output;
    } catch (IOException e) {
      throw new AssertionError(command + " was cut off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while %s ran".formatted(command), e);
    }
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new AssertionError(
          "promtool was not found: install Prometheus (Debian and Ubuntu: prometheus)", e);
    }
  }
}
