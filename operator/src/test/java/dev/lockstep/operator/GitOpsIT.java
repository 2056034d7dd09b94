package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.gitops.ArgoCd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A resource goes through all of its states, and Argo CD's scripts see it as the API server serves
/// it. The states are recorded for a test that needs no cluster, and held against the records.
final class GitOpsIT extends OperatorScenario {
  private static final Path RECORDED = Path.of("src/test/resources/argocd");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String SPEC = "verify: {every: 1s, drift: Report}\n";

  @Override
  boolean startsOperator() {
    return false;
  }

  @Test
  void argoCdSeesEveryState() throws IOException, SQLException {
    secret();
    operator().kill();
    migration(SPEC);
    see("new", "Progressing");

    operator();
    awaitReason("ScriptsNotFound");
    see("waiting", "Progressing");

    running();
    awaitReady("1");
    see("ready", "Healthy");

    database.execute("ALTER TABLE a ADD note text");
    await("drift", resource -> !resource.getStatus().drift().isEmpty());
    see("drifted", "Healthy");

    scripts(Map.of("V1__a.sql", waitingScript(), "V2__broken.sql", "SELECT nothing;"));
    awaitReason("ScriptFailed");
    see("stalled", "Degraded");
    retriesByTheAction();

    migration(SPEC + "suspend: true");
    scripts(Map.of("V1__a.sql", waitingScript(), "V2__b.sql", "CREATE TABLE b (id int);"));
    awaitReason("Suspended");
    see("suspended", "Suspended");

    operator().kill();
    migration(SPEC + "target: 2");
    see("stale", "Progressing");
    operator();
    awaitReady("2");
  }

  /// The script waits for a lock that the test holds.
  private static String waitingScript() {
    return "CREATE TABLE a (id int); SELECT pg_advisory_lock_shared(42);";
  }

  private void running() throws SQLException, IOException {
    try (var holder = database.connect();
        var statement = holder.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(42)");
      scripts(Map.of("V1__a.sql", waitingScript()));
      awaitReason("Running");
      see("running", "Progressing");
    }
  }

  private void retriesByTheAction() throws IOException {
    JsonNode resource = served();
    assertThat(ArgoCd.offersRetry(resource)).isTrue();
    JsonNode changed = ArgoCd.retry(resource);
    String value = changed.at("/metadata/annotations/lockstep.dev~1retry").asText();

    cluster
        .kubectl()
        .run("annotate", "smig", NAME, "-n", namespace, "lockstep.dev/retry=" + value)
        .orThrow();

    await("an answer", one -> value.equals(one.getStatus().lastRetry()));
    awaitReason("ScriptFailed");
  }

  private void see(String state, String health) throws IOException {
    JsonNode resource = served();
    assertThat(ArgoCd.health(resource).status()).as(state + ": " + resource).isEqualTo(health);
    Path file = RECORDED.resolve(state + ".yaml");
    if (Boolean.getBoolean("lockstep.regenerate")) {
      Files.writeString(file, YAML.writeValueAsString(resource));
    }
    assertThat(shape(YAML.readTree(Files.readString(file))))
        .as("the record of %s; write it anew by -Dlockstep.regenerate=true", state)
        .isEqualTo(shape(resource));
  }

  private JsonNode served() throws IOException {
    String json =
        cluster.kubectl().run("get", "smig", NAME, "-n", namespace, "-o", "json").orThrow();
    var resource = (ObjectNode) JSON.readTree(json);
    ((ObjectNode) resource.get("metadata")).retain("name", "namespace", "generation");
    return resource;
  }

  /// What a script can rely on: conditions with their states and reasons, and which generation they
  /// are of.
  private static Map<String, String> shape(JsonNode resource) {
    var shape = new TreeMap<String, String>();
    JsonNode status = resource.path("status");
    shape.put("generation", resource.at("/metadata/generation").asText());
    shape.put("observedGeneration", status.path("observedGeneration").asText());
    status
        .path("conditions")
        .forEach(
            one ->
                shape.put(
                    one.path("type").asText(),
                    one.path("status").asText() + " " + one.path("reason").asText()));
    return shape;
  }
}
