package dev.lockstep.gitops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What Flux is told, over resources as the operator left them.
final class KstatusTest {
  private static final Path RECORDED = Path.of("src/test/resources/argocd");
  private static final YAMLMapper YAML = new YAMLMapper();

  @ParameterizedTest
  @CsvSource({
    "new, IN_PROGRESS",
    "waiting, IN_PROGRESS",
    "other-scripts, IN_PROGRESS",
    "running, IN_PROGRESS",
    "ready, CURRENT",
    "drifted, CURRENT",
    "stalled, FAILED",
    "suspended, FAILED",
    "stale, IN_PROGRESS"
  })
  void eachStateIsTakenForWhatItIs(String state, Kstatus expected) throws IOException {
    assertThat(Kstatus.of(recorded(state))).isEqualTo(expected);
  }

  // G1
  @ParameterizedTest
  @ValueSource(strings = {"ready", "drifted", "stalled", "suspended"})
  void aCommitThatChangesTheResourceIsNeverAnsweredWithTheStateBeforeIt(String state)
      throws IOException {
    var resource = (ObjectNode) recorded(state);
    var metadata = (ObjectNode) resource.get("metadata");
    metadata.put("generation", metadata.get("generation").asLong() + 1);

    assertThat(Kstatus.of(resource)).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void aResourceWithoutAnyStatusCountsAsCurrentWhichIsWhyTheCrdHasADefault() throws IOException {
    var resource = (ObjectNode) recorded("new");
    resource.remove("status");

    assertThat(Kstatus.of(resource)).isEqualTo(Kstatus.CURRENT);
    assertThat(Kstatus.of(recorded("new"))).isEqualTo(Kstatus.IN_PROGRESS);
  }

  private static JsonNode recorded(String state) throws IOException {
    return YAML.readTree(Files.readString(RECORDED.resolve(state + ".yaml")));
  }
}
