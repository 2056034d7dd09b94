package dev.lockstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The resources that the API server accepts, and those that it refuses, with the message.
@KubernetesTest
final class CrdValidationIT {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String MINIMAL =
      """
      apiVersion: lockstep.dev/v1alpha1
      kind: SchemaMigration
      spec:
        database: {secretRef: {name: orders-db}}
        scripts: {configMaps: [{name: orders-migrations}]}
      """;

  private final KubernetesClient client;

  CrdValidationIT(KubernetesClient client) {
    this.client = client;
  }

  @BeforeAll
  static void installCrds(KubeCluster cluster) {
    cluster.installCrds();
  }

  @ParameterizedTest
  @MethodSource
  void refuses(Case refused) throws IOException {
    var failure =
        catchThrowableOfType(KubernetesClientException.class, () -> create(refused.resource()));

    assertThat(failure).isNotNull();
    assertThat(failure.getStatus().getMessage()).contains(refused.message());
  }

  static List<Case> refuses() throws IOException {
    return cases("invalid.yaml");
  }

  @ParameterizedTest
  @MethodSource
  void accepts(Case accepted) throws IOException {
    SchemaMigration stored = YAML.convertValue(create(accepted.resource()), SchemaMigration.class);

    assertThat(stored.getSpec().readingError()).isNull();
  }

  static List<Case> accepts() throws IOException {
    return cases("valid.yaml");
  }

  /// Creates a resource as a dry run.
  private GenericKubernetesResource create(ObjectNode resource) {
    return client
        .resource(YAML.convertValue(resource, GenericKubernetesResource.class))
        .inNamespace("default")
        .dryRun()
        .fieldValidation(FieldValidateable.Validation.STRICT)
        .create();
  }

  private static List<Case> cases(String file) throws IOException {
    try (var text = CrdValidationIT.class.getResourceAsStream("/crd/" + file)) {
      return YAML.readValue(text, new TypeReference<>() {});
    }
  }

  /// @param name the name of the case
  /// @param resourceName the name of the resource, if it matters
  /// @param spec merged into the spec of a minimal resource; null removes a field
  /// @param message the message that the refusal must have
  private record Case(
      String name,
      @Nullable String resourceName,
      @Nullable ObjectNode spec,
      @Nullable String message) {
    ObjectNode resource() throws IOException {
      var resource = (ObjectNode) YAML.readTree(MINIMAL);
      resource.withObject("/metadata").put("name", resourceName == null ? "orders" : resourceName);
      if (spec != null) {
        merge(resource.withObject("/spec"), spec);
      }
      return resource;
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
      for (var field : patch.properties()) {
        String key = field.getKey();
        JsonNode value = field.getValue();
        if (value.isNull()) {
          target.remove(key);
        } else if (value instanceof ObjectNode inner && target.get(key) instanceof ObjectNode old) {
          merge(old, inner);
        } else {
          target.set(key, value);
        }
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
