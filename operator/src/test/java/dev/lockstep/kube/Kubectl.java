package dev.lockstep.kube;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Runs the real `kubectl` against a cluster.
public final class Kubectl {
  /// What a call left behind.
  ///
  /// @param output standard output and standard error, as a terminal shows them
  public record Result(int exitCode, String output) {
    /// The output of a call that must have worked.
    public String orThrow() {
      if (exitCode != 0) {
        throw new AssertionError("kubectl ended with %d: %s".formatted(exitCode, output));
      }
      return output;
    }
  }

  private final Path program;
  private final Optional<Path> kubeconfig;

  Kubectl(Path program, Path kubeconfig) {
    this(program, Optional.of(kubeconfig));
  }

  private Kubectl(Path program, Optional<Path> kubeconfig) {
    this.program = program;
    this.kubeconfig = kubeconfig;
  }

  /// The user's own with the current kubeconfig; the built one where the user has none.
  static Kubectl current() {
    return new Kubectl(onPath().orElseGet(KubeCluster::builtKubectl), Optional.empty());
  }

  private static Optional<Path> onPath() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "kubectl"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// The file that is run.
  public Path program() {
    return program;
  }

  /// The same program with another kubeconfig.
  public Kubectl with(Path otherKubeconfig) {
    return new Kubectl(program, otherKubeconfig);
  }

  /// Runs it with these arguments and nothing on standard input.
  public Result run(String... arguments) {
    return runWithInput("", arguments);
  }

  /// Runs it with a text on standard input, as for `apply -f -`.
  public Result runWithInput(String input, String... arguments) {
    var command = new ArrayList<>(List.of(program.toString()));
    kubeconfig.ifPresent(file -> command.addAll(List.of("--kubeconfig", file.toString())));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while kubectl ran", e);
    }
  }
}
