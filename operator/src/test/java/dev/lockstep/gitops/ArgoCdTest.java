package dev.lockstep.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Over resources as the operator left them, which [dev.lockstep.operator.GitOpsIT] records.
final class ArgoCdTest {
  private static final Path RECORDED = Path.of("src/test/resources/argocd");
  private static final YAMLMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "new       | Progressing | The operator has not seen this version of the resource yet. | true",
        "waiting   | Progressing | ConfigMap orders-migrations not found in namespace | true",
        "other-scripts | Progressing | spec.scripts.digest names sha256: | true",
        "running   | Progressing | is running, with version 1 as its target | true",
        "ready     | Healthy     | The database records version 1; 1 script is applied. | false",
        "drifted   | Healthy     | 1 object was changed outside Lockstep | false",
        "stalled   | Degraded    | V2__broken.sql, statement 1, line 1: | true",
        "suspended | Suspended   | There are scripts to run, but spec.suspend is true | true",
        "stale     | Progressing | The operator has not seen this version of the resource yet. | true"
      })
  void showsEachStateWithItsMessage(String state, String health, String message, boolean retry)
      throws IOException {
    JsonNode resource = recorded(state);

    ArgoCd.Health shown = ArgoCd.health(resource);

    assertThat(shown.status()).isEqualTo(health);
    assertThat(shown.message()).contains(message);
    assertThat(ArgoCd.offersRetry(resource)).isEqualTo(retry);
  }

  @Test
  void everyRecordedStateIsLookedAt() throws IOException {
    try (Stream<Path> files = Files.list(RECORDED)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "new.yaml",
              "waiting.yaml",
              "running.yaml",
              "ready.yaml",
              "drifted.yaml",
              "stalled.yaml",
              "other-scripts.yaml",
              "suspended.yaml",
              "stale.yaml");
    }
  }

  @Test
  void aResourceWithoutAStatusIsProgressing() throws IOException {
    var resource = (ObjectNode) recorded("ready");
    resource.remove("status");

    assertThat(ArgoCd.health(resource).status()).isEqualTo("Progressing");
    assertThat(ArgoCd.offersRetry(resource)).isTrue();
  }

  @Test
  void theActionSetsANewValueAndChangesNothingElse() throws IOException {
    var resource = (ObjectNode) recorded("stalled");
    ((ObjectNode) resource.get("metadata")).remove("annotations");

    var changed = (ObjectNode) ArgoCd.retry(resource);

    assertThat(changed.at("/metadata/annotations/lockstep.dev~1retry").asText())
        .matches("argocd 20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]Z");
    ((ObjectNode) changed.get("metadata")).remove("annotations");
    assertThat(changed.get("metadata")).isEqualTo(resource.get("metadata"));
    assertThat(changed.get("spec")).isEqualTo(resource.get("spec"));
  }

  private static JsonNode recorded(String state) throws IOException {
    return YAML.readTree(Files.readString(RECORDED.resolve(state + ".yaml")));
  }
}
