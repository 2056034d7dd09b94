package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Chart and CRD from older ones to this tree's and back, and away, while a migration is in the
/// middle of a statement.
///
/// The older ones are checked in; to renew them: `git archive COMMIT helm/lockstep | tar -x
/// --strip-components=1 -C operator/src/test/resources/e2e/previous`. They run this tree's image.
final class UpgradeE2E extends NodeScenario {
  private static final Path PREVIOUS =
      Checkout.root().resolve("operator/src/test/resources/e2e/previous/lockstep");
  private static final Path CURRENT = Checkout.root().resolve("helm/lockstep");
  private static final String CRD = "schemamigrations.lockstep.dev";

  /// A field that the older CRD does not have, and what it is by default.
  private static final String NEW_FIELD = "/spec/job/securityContext/runAsUser";

  private final Map<String, String> files =
      new TreeMap<>(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));

  @AfterEach
  void goBack() {
    platform.install();
  }

  @Test
  void aRunInTheMiddleGoesOnThroughUpgradeAndDowngrade() throws IOException {
    platform.release().install(PREVIOUS, Platform.values());
    assertThat(servedFields()).isEqualTo(fieldsOf(PREVIOUS)).doesNotContain(NEW_FIELD);
    secret();
    Pod before = startRun("V2__before.sql", "upgraded", "");

    platform.install();

    assertThat(servedFields()).isEqualTo(fieldsOf(CURRENT)).contains(NEW_FIELD);
    assertThat(awaitRunner().getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
    letGo("upgraded");
    awaitReady("2");
    SchemaMigrationStatus older = status();
    Pod after =
        startRun("V3__after.sql", "downgraded", "job: {securityContext: {runAsUser: 65532}}");
    assertThat(served(NEW_FIELD)).isEqualTo("65532");

    platform.release().install(PREVIOUS, Platform.values());

    assertThat(servedFields()).isEqualTo(fieldsOf(PREVIOUS));
    assertThat(served(NEW_FIELD)).isEmpty();
    assertThat(awaitRunner().getMetadata().getUid()).isEqualTo(after.getMetadata().getUid());
    assertThat(status().history()).isEqualTo(older.history()).hasSize(2);
    assertThat(status().version()).isEqualTo("2");
    letGo("downgraded");
    awaitReady("3");
    assertAllAppliedOnce();
    assertThat(runnerPods()).hasSize(2);
  }

  @Test
  void aRunInTheMiddleGoesOnThroughUninstallAndReinstall() {
    secret();
    startRun("V2__before.sql", "reinstalled", "");
    String uid = uid();

    platform.release().uninstall();
    Await.until("no operator", PATIENCE, () -> platform.operators().isEmpty());

    assertThat(uid()).isEqualTo(uid);
    letGo("reinstalled");
    Await.until("the run ends by itself", PATIENCE, () -> applied().size() == 2);
    files.put("V3__after.sql", "CREATE TABLE customers (id bigint PRIMARY KEY);");
    scripts(files);

    platform.install();

    awaitReady("3");
    assertThat(uid()).isEqualTo(uid);
    assertAllAppliedOnce();
  }

  /// Adds a script that works until a database of some name is there, and waits until it does.
  private Pod startRun(String script, String sign, String more) {
    files.put(
        script,
        """
        DO $$ BEGIN
          WHILE NOT EXISTS (SELECT FROM pg_database WHERE datname = '%s') LOOP
            PERFORM pg_sleep(0.1);
          END LOOP;
        END $$;
        """
            .formatted(sign));
    // The settings of the pod first: they alone start nothing, and a Job keeps those that it has.
    migration(more);
    await(
        "the operator has seen the resource",
        resource ->
            resource
                .getStatus()
                .observedGeneration()
                .equals(resource.getMetadata().getGeneration()));
    scripts(files);
    awaitStatement(sign);
    return awaitRunner();
  }

  private String uid() {
    return Objects.requireNonNull(resource()).getMetadata().getUid();
  }

  private void letGo(String sign) {
    database.execute("CREATE DATABASE " + sign);
  }

  private void assertAllAppliedOnce() {
    assertThat(applied()).containsExactlyElementsOf(files.keySet());
    files.keySet().forEach(script -> assertThat(attempts(script)).containsExactly("success"));
  }

  /// A field of the resource as the API server serves it now; empty when it is not there.
  private String served(String field) {
    return json("get", "smig", NAME, "-n", namespace, "-o", "json").at(field).asText();
  }

  private Set<String> servedFields() {
    return fields(json("get", "crd", CRD, "-o", "json"));
  }

  private JsonNode json(String... arguments) {
    return Serialization.unmarshal(cluster.kubectl().run(arguments).orThrow(), JsonNode.class);
  }

  private static Set<String> fieldsOf(Path chart) throws IOException {
    String crd = Files.readString(chart.resolve("files").resolve(CRD + ".yaml"));
    return fields(Serialization.unmarshal(crd, JsonNode.class));
  }

  /// The paths of all fields that a CRD knows.
  private static Set<String> fields(JsonNode crd) {
    var paths = new TreeSet<String>();
    collect("", crd.at("/spec/versions/0/schema/openAPIV3Schema"), paths);
    return paths;
  }

  private static void collect(String path, JsonNode schema, Set<String> paths) {
    schema
        .path("properties")
        .properties()
        .forEach(
            field -> {
              String place = path + "/" + field.getKey();
              paths.add(place);
              collect(place, field.getValue(), paths);
            });
    if (schema.has("items")) {
      collect(path + "/*", schema.get("items"), paths);
    }
  }
}
