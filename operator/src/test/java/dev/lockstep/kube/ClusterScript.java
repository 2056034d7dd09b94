package dev.lockstep.kube;

import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The scripts that start clusters and nodes; each tells by itself what it takes.
enum ClusterScript {
  KUBE,
  NODE;

  /// Runs it to its end.
  ///
  /// @return what it printed on standard output
  /// @throws IllegalStateException with its words when it fails
  String run(String... arguments) {
    var script = Checkout.root().resolve("operator/src/test/kube").resolve(file());
    var command = new ArrayList<>(List.of("bash", script.toString()));
    command.addAll(List.of(arguments));
    try {
      var errors = Files.createTempFile(file(), ".log");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exitCode = process.waitFor();
      var words = Files.readString(errors);
      Files.delete(errors);
      if (exitCode != 0) {
        throw new IllegalStateException("%s failed: %s".formatted(command, words));
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while %s ran".formatted(command), e);
    }
  }

  private String file() {
    return name().toLowerCase(Locale.ROOT);
  }
}
