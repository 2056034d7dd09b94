package dev.lockstep.chart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Renders the chart in a process of its own, because Helm takes SIGINT and SIGTERM of the process
/// that it is in: a program that renders could be stopped by SIGKILL only.
///
/// Usage: `RenderProgram RELEASE NAMESPACE VALUES`.
final class RenderProgram {
  private RenderProgram() {}

  public static void main(String[] args) {
    System.out.print(Chart.render(args[0], args[1], Path.of(args[2])));
  }

  /// What `helm template` prints.
  static String run(String release, String namespace, Path values) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            RenderProgram.class.getName(),
            release,
            namespace,
            values.toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("rendering the chart ended with " + process.exitValue());
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the chart was rendered", e);
    }
  }
}
