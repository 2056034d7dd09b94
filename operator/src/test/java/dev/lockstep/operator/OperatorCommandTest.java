package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class OperatorCommandTest {
  @Test
  void doesNotStartWithDefaultsThatItDoesNotUnderstand(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("job-defaults.yaml"), "tolerationz: []");
    var said = new StringWriter();

    int exit =
        new CommandLine(new OperatorCommand())
            .setErr(new PrintWriter(said))
            .execute("--job-image=lockstep:0", "--job-defaults=" + file);

    assertThat(exit).isEqualTo(2);
    assertThat(said.toString())
        .contains("--job-defaults", file.toString(), "tolerationz", "knows no such field");
  }
}
