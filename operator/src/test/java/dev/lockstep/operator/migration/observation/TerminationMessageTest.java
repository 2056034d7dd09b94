package dev.lockstep.operator.migration.observation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.RunReport;
import dev.lockstep.testing.HostileText;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("B9: what a report says is shown in status and Events and never obeyed")
final class TerminationMessageTest {
  @Test
  void everyTextOfAReportIsPrintable() throws IOException {
    String evil = HostileText.ALL;
    String message =
        new ObjectMapper()
            .writeValueAsString(
                Map.of(
                    "exitCode", 12,
                    "version", evil,
                    "desiredVersion", evil,
                    "pending", List.of(evil),
                    "drift", List.of(evil),
                    "errors", List.of(evil),
                    "rolledBack", List.of(evil),
                    "history", List.of(Map.of("name", evil, "version", evil, "status", evil)),
                    "failure",
                        Map.of(
                            "kind", "ScriptFailed",
                            "class", "permanent",
                            "script", evil,
                            "sqlState", evil,
                            "message", evil,
                            "hint", evil)));

    RunReport report = TerminationMessage.read(message).orElseThrow();

    assertThat(report.failure()).isNotNull();
    String status = report.toString();
    assertThat(status).contains("\\u001B[2J").doesNotContain("\n");
    assertThat(HostileText.obeyed(status)).isEmpty();
  }

  @Test
  void whatTheOperatorItselfFindsIsPrintable() {
    Failure failure = Failure.of(FailureKind.RUNNER_DIED, HostileText.ALL, HostileText.ALL);

    String written = Serialization.asJson(failure.printable());
    assertThat(HostileText.obeyed(written)).isEmpty();
    assertThat(written).doesNotContain("confidential");
  }

  @Test
  void aConditionIsOneLine() {
    var wanted =
        new Conditions.Wanted(
            Conditions.READY, "Unknown", ConditionReason.RECONCILE_ERROR, HostileText.ALL);

    String message =
        Conditions.merge(List.of(), List.of(wanted), 1, Instant.EPOCH).getFirst().getMessage();
    assertThat(HostileText.obeyed(message)).isEmpty();
    assertThat(message).doesNotContain("\n");
  }
}
