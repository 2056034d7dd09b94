package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.LockstepProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OperatorCommandTest {
  /// Runs in a separate process, because the test is about its exit.
  @Test
  void endsAtOnceWithDefaultsThatItDoesNotUnderstand(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("job-defaults.yaml"), "tolerationz: []");

    try (var operator =
        LockstepProcess.start(
            List.of("operator", "--job-image=lockstep:0", "--job-defaults=" + file))) {
      assertThat(operator.exitCode()).isEqualTo(2);
      assertThat(operator.err())
          .contains("--job-defaults", file.toString(), "tolerationz", "unknown field");
    }
  }
}
