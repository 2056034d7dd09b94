package dev.lockstep.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs Helm in a process of its own, because it takes SIGINT and SIGTERM of the process that it is
/// in: a program that renders a chart could be stopped by SIGKILL only.
///
/// Usage: `HelmProgram template RELEASE NAMESPACE VALUES`, `HelmProgram install CHART RELEASE
/// NAMESPACE VALUES KUBECONFIG`, which upgrades a release that is there, or `HelmProgram uninstall
/// RELEASE NAMESPACE KUBECONFIG`.
final class HelmProgram {
  private HelmProgram() {}

  public static void main(String[] args) {
    System.out.print(
        switch (args[0]) {
          case "template" -> Chart.render(args[1], args[2], Path.of(args[3]));
          case "install" ->
              Chart.install(Path.of(args[1]), args[2], args[3], Path.of(args[4]), Path.of(args[5]));
          case "uninstall" -> Chart.uninstall(args[1], args[2], Path.of(args[3]));
          default -> throw new IllegalArgumentException(args[0]);
        });
  }

  /// What Helm prints.
  static String run(String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                HelmProgram.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("helm ended with " + process.exitValue());
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while helm ran", e);
    }
  }
}
