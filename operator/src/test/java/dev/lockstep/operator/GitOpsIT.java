package dev.lockstep.operator;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.gitops.ArgoCd;
import dev.lockstep.gitops.Kstatus;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.schema.ScriptsDigest;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A resource passes through all of its states, and Argo CD's scripts judge it as the API server
/// serves it. The states are recorded for a test that needs no cluster, and are compared with the
/// records.
final class GitOpsIT extends OperatorScenario {
  private static final Path RECORDED = Path.of("src/test/resources/argocd");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String SPEC = "verify: {every: 30s, drift: Report}\n";

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
    verifyNow();
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

  // G1
  @Test
  void aWaitIsNeverToldOfTheStateBeforeACommitThatNamesItsScripts() throws IOException {
    secret();
    Map<String, String> first = Map.of("V1__a.sql", "CREATE TABLE a ();");
    Map<String, String> second =
        Map.of("V1__a.sql", "CREATE TABLE a ();", "V2__b.sql", "SELECT nothing;");
    Map<String, String> third =
        Map.of("V1__a.sql", "CREATE TABLE a ();", "V2__b.sql", "CREATE TABLE b ();");
    scripts(first);
    meant(first);
    operator();
    awaitReady("1");
    assertThat(status().scriptsDigest()).isEqualTo(digest(first));
    assertThat(look()).isEqualTo(Kstatus.CURRENT);

    // The scripts arrive before the resource.
    scripts(second);
    awaitReason("WaitingForScripts");
    see("other-scripts", "Progressing");
    assertThat(look()).isEqualTo(Kstatus.IN_PROGRESS);
    assertThat(message()).contains(digest(first), digest(second));
    meant(second);
    assertThat(look()).as("of the broken script").isNotEqualTo(Kstatus.CURRENT);
    awaitReason("ScriptFailed");
    assertThat(look()).isEqualTo(Kstatus.FAILED);

    // The correction: the resource arrives before its scripts, which arrive in two parts.
    operator().kill();
    meant(third);
    assertThat(look()).as("of the failure that is corrected").isEqualTo(Kstatus.IN_PROGRESS);
    operator();
    awaitReason("WaitingForScripts");
    scripts(first);
    await("the first piece", one -> messageOf(one).contains(digest(first)));
    assertThat(condition("Ready").orElseThrow().getReason()).isEqualTo("WaitingForScripts");
    scripts(third);
    awaitReady("2");
    assertThat(look()).isEqualTo(Kstatus.CURRENT);
    assertThat(cluster.kubectl().run("get", "smig", NAME, "-n", namespace, "-o", "wide").orThrow())
        .as("G9")
        .contains("MESSAGE")
        .contains("The database records version 2; 2 scripts are applied.");
  }

  // G7
  @Test
  void aRevertIsRefusedOrInStepOrUndoesAsTheResourceSays() throws IOException {
    secret();
    Map<String, String> before = Map.of("V1__create_orders.sql", "CREATE TABLE a ();");
    var release = new TreeMap<>(before);
    release.put("V2__add_note.sql", "CREATE TABLE b ();");
    release.put("U2__add_note.sql", "DROP TABLE b;");
    scripts(release);
    migration("verify: {every: 30s}\n");
    operator();
    awaitReady("2");

    scripts(before);
    awaitReason("UnknownApplied");
    apply(resource("newerApplied: Accept", "verify: {every: 30s}"));
    awaitReady("2");
    int attempts = requireNonNull(status().lastRun()).attempt();
    awaitVerification();

    assertThat(status().desiredVersion()).isEqualTo("1");
    assertThat(status().pendingCount()).isZero();
    assertThat(status().warnings()).singleElement().asString().contains("V2__add_note.sql");
    assertThat(status().lastRun().attempt()).as("no run follows").isEqualTo(attempts);
    assertThat(database.value("SELECT to_regclass('b')")).isEqualTo("b");

    apply(resource("newerApplied: Reject", "rollback: Allow\n  target: '1'"));
    awaitReady("1");
    assertThat(database.value("SELECT to_regclass('b')")).isNull();
    String document = Files.readString(Checkout.root().resolve("operator/docs/gitops.md"));
    String history = "{range .status.history[*]}{.name} {.status}{\"\\n\"}{end}";
    String[] command = {"get", "smig", NAME, "-n", namespace};
    assertThat(document)
        .contains(columns(cluster.kubectl().run(command).orThrow()).indent(4))
        .contains("-o jsonpath='" + history + "'\n")
        .contains(
            cluster
                .kubectl()
                .run("get", "smig", NAME, "-n", namespace, "-o", "jsonpath=" + history)
                .orThrow()
                .indent(4));
  }

  /// Removes the age.
  private static String columns(String table) {
    return table.lines().map(line -> line.replaceFirst(" +[^ ]+ *$", "")).collect(joining("\n"));
  }

  private void awaitVerification() {
    String last = String.valueOf(status().lastVerifiedAt());
    await(
        "a verification",
        seen -> last.compareTo(String.valueOf(seen.getStatus().lastVerifiedAt())) < 0);
  }

  private void meant(Map<String, String> files) {
    apply(resource("digest: '" + digest(files) + "'", "verify: {every: 30s}"));
  }

  private String resource(String ofScripts, String ofSpec) {
    return """
    apiVersion: lockstep.dev/v1alpha1
    kind: SchemaMigration
    metadata: {name: %s, namespace: %s}
    spec:
      database: {secretRef: {name: %s}}
      retry: {backoff: {initial: 1s, max: 2s}}
      scripts: {configMaps: [{name: %s}], %s}
      %s
    """
        .formatted(NAME, namespace, SECRET, SCRIPTS, ofScripts, ofSpec);
  }

  private static String digest(Map<String, String> files) {
    var digests = new TreeMap<String, String>();
    files.forEach(
        (name, text) ->
            digests.put(name, ScriptsDigest.ofBytes(text.getBytes(StandardCharsets.UTF_8))));
    return ScriptsDigest.of(Map.of(SCRIPTS, digests));
  }

  private Kstatus look() throws IOException {
    return Kstatus.of(served());
  }

  private static String messageOf(SchemaMigration one) {
    return Conditions.find(one.getStatus().conditions(), Conditions.READY)
        .map(Condition::getMessage)
        .orElse("");
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

  /// The values that a health script can rely on: conditions with their statuses and reasons, and
  /// their generation.
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
