package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.runner.RunnerCommands;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The shell script that starts the program.
final class LauncherTest {
  @Test
  void knowsWhichCommandsNeedNoneOfTheOperatorsJars() throws IOException {
    String launcher = Files.readString(Checkout.root().resolve("operator/src/main/sh/lockstep"));
    var names = Pattern.compile("(?m)^  (migrate \\|[^)]*)\\)$").matcher(launcher);

    assertThat(names.find()).isTrue();
    assertThat(List.of(names.group(1).split(" \\| ")))
        .containsExactlyInAnyOrderElementsOf(
            RunnerCommands.all(Map.of(), Clock.systemUTC()).keySet());
  }
}
