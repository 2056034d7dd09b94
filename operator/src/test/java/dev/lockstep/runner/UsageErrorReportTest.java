package dev.lockstep.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.testing.LockstepProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UsageErrorReportTest {
  @ParameterizedTest
  @CsvSource({
    "migrate, --lock-timeout=5 parsecs, is not a duration",
    "migrate, --target=seven, --target",
    "check, --out-of-order=maybe, maybe",
    "check, --nonsense, --nonsense",
    "check, --style=liquibase, --style: 'liquibase' is not a script style",
    "migrate, --schema=, --schema"
  })
  void reachesTheOperator(String command, String wrong, String told, @TempDir Path folder)
      throws IOException {
    Path log = folder.resolve("termination");
    var arguments = new ArrayList<>(List.of(command, "--termination-log", log.toString(), wrong));
    arguments.addAll(List.of("--url", "postgresql://localhost:1/none", "--user", "nobody"));
    arguments.addAll(List.of("--scripts", folder.resolve(".").toString()));

    try (var program = LockstepProcess.start(arguments)) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.err()).contains(told);
    }

    JsonNode report = new ObjectMapper().readTree(Files.readString(log));
    assertThat(report.path("exitCode").asInt()).isEqualTo(2);
    assertThat(report.path("databaseRead").asBoolean()).isFalse();
    assertThat(report.path("failure").path("kind").asText()).isEqualTo("Usage");
    assertThat(report.path("failure").path("class").asText()).isEqualTo("permanent");
    assertThat(report.path("failure").path("message").asText()).contains(told);
  }
}
