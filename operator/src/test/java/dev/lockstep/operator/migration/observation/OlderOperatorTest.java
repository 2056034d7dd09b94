package dev.lockstep.operator.migration.observation;

import static dev.lockstep.operator.migration.decision.DecisionAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.operator.kube.OwnStatus;
import dev.lockstep.operator.migration.decision.Decider;
import dev.lockstep.operator.migration.decision.Decision;
import dev.lockstep.operator.migration.decision.Observation;
import dev.lockstep.operator.migration.decision.Observation.DesiredState;
import dev.lockstep.operator.migration.decision.Observation.Scripts;
import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import dev.lockstep.operator.migration.status.StatusReader;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An upgrade starts no run. The resources were written by the operator and CRD of commit 03b52b4,
/// and are served by an API server with the current CRD.
final class OlderOperatorTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Instant AFTER = Instant.parse("2026-01-01T12:05:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"secret", "host", "adopted"})
  void aRunOfAnOlderOperatorIsTheOneThatIsAskedFor(String name) throws IOException {
    SchemaMigration resource = served(name);

    DesiredState.Valid desired = desired(resource);

    assertThat(desired.inputsDigest())
        .isEqualTo(Objects.requireNonNull(resource.getStatus().lastRun()).inputs());
    assertThat(desired.database()).isEqualTo(resource.getStatus().database());
  }

  @ParameterizedTest
  @ValueSource(strings = {"secret", "host", "adopted"})
  void theUpgradeStartsNoRun(String name) throws IOException {
    SchemaMigration resource = served(name);

    Decision decision = new Decider().decide(observation(resource));

    assertThat(decision).takesNoAction().isInStep().wakesUp();
  }

  private static Observation observation(SchemaMigration resource) {
    return new Observation(
        new Observation.Identity("shop", "orders", resource.getMetadata().getUid()),
        false,
        desired(resource),
        scripts(resource),
        StatusReader.recorded(OwnStatus.of(resource).orElseThrow()),
        List.of(),
        List.of(),
        AFTER,
        Optional.empty());
  }

  private static DesiredState.Valid desired(SchemaMigration resource) {
    var defaults = new JobSettingsDefaults("lockstep:0", List.of(), JobSettings.NONE);
    return (DesiredState.Valid) new DesiredStateReader(defaults).read(resource, scripts(resource));
  }

  private static Scripts scripts(SchemaMigration resource) {
    return new Scripts.Available(
        Objects.requireNonNull(resource.getStatus().scriptsDigest()),
        List.of("orders-migrations"),
        Stream.of("1", "2", "3").map(SchemaVersion::parse).toList(),
        List.of());
  }

  private static SchemaMigration served(String name) throws IOException {
    try (InputStream stored =
        OlderOperatorTest.class.getResourceAsStream("/upgrade/" + name + ".yaml")) {
      JsonNode resource = YAML.readTree(stored);
      JsonNode crd =
          YAML.readTree(
              Files.readString(Checkout.root().resolve("crds/schemamigrations.lockstep.dev.yaml")));
      addDefaults(crd.at("/spec/versions/0/schema/openAPIV3Schema"), resource);
      return Serialization.unmarshal(YAML.writeValueAsString(resource), SchemaMigration.class);
    }
  }

  /// Adds defaults as the API server does when it reads an object that was stored before a default
  /// existed.
  private static void addDefaults(JsonNode schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      schema
          .path("properties")
          .properties()
          .forEach(
              property -> {
                if (!object.has(property.getKey()) && property.getValue().has("default")) {
                  object.set(property.getKey(), property.getValue().get("default").deepCopy());
                }
                addDefaults(property.getValue(), object.path(property.getKey()));
              });
    }
    value.forEach(
        element -> {
          if (value.isArray()) {
            addDefaults(schema.path("items"), element);
          }
        });
  }
}
