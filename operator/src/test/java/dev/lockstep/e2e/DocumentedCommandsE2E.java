package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The commands of the documents do what they say, on a cluster with a resource `orders` that has
/// been through a run.
final class DocumentedCommandsE2E extends NodeScenario {
  private static final List<String> PAGES = List.of("operations.md", "reasons.md");

  /// A line of its own, or in words.
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^    (kubectl .*)$|`(kubectl [^`]+)`");

  @Test
  void theyWork() throws IOException, InterruptedException {
    secret();
    scripts(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));
    migration();
    awaitReady("1");
    kubectl("config", "set-context", "--current", "--namespace=" + namespace);

    for (String page : PAGES) {
      List<String> commands = commands(page);
      assertThat(commands).as(page).isNotEmpty();
      for (String command : commands) {
        run(command);
      }
    }
  }

  private static List<String> commands(String page) throws IOException {
    Path file = Checkout.root().resolve("operator/docs").resolve(page);
    return COMMAND
        .matcher(Files.readString(file))
        .results()
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .toList();
  }

  private void run(String command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder("bash", "-c", command.replace("-n shop ", ""));
    builder.directory(Checkout.root().toFile()).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", cluster.kubeconfig().toString());
    builder
        .environment()
        .merge("PATH", cluster.kubectl().program().getParent() + ":", (old, ours) -> ours + old);
    Process process = builder.start();
    process.getOutputStream().close();
    var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as("%s: %s", command, words).isZero();
    assertThat(words).as(command).doesNotContain("No resources found");
  }
}
