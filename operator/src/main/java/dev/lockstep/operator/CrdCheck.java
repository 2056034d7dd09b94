package dev.lockstep.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.api.v1alpha1.LockstepNames;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Detects that the CRD in the cluster is older than the operator, which happens when only the
/// image was upgraded: the API server then drops fields silently. The served schema is read from
/// the OpenAPI document, which every account may read, so no permission is needed.
final class CrdCheck implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CrdCheck.class);

  /// The client's own parser reads anything that is not JSON as YAML, and fails in many ways.
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final String DEFINITION = "/crds/schemamigrations.lockstep.dev.yaml";
  private static final String DOCUMENT = "/openapi/v3/apis/" + LockstepNames.GROUP + "/v1alpha1";

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("crd-check").factory());
  private final KubernetesClient client;
  private final JsonNode own;
  private volatile List<String> missing = List.of();

  CrdCheck(KubernetesClient client) {
    this.client = client;
    this.own = own(client.getKubernetesSerialization());
  }

  /// Checks the CRD now and every five minutes, because it can be upgraded or rolled back while the
  /// operator runs.
  void start() {
    var _ = executor.scheduleWithFixedDelay(this::look, 0, EVERY.toSeconds(), TimeUnit.SECONDS);
  }

  /// Returns whether the CRD lacked something at the last check.
  boolean outdated() {
    return !missing.isEmpty();
  }

  /// Checks the CRD, and logs any change. If the API server does not answer, or sends something
  /// else, the result stays as it is until the next check. No exception may leave this method,
  /// because it would end the schedule.
  void look() {
    try {
      String document = client.raw(DOCUMENT);
      if (document != null) {
        served(document).ifPresent(schema -> found(CrdFields.missing(own, schema)));
      }
    } catch (KubernetesClientException | JsonProcessingException e) {
      LOG.atDebug().setCause(e).log("The OpenAPI document of the CRD cannot be read");
    }
  }

  private void found(List<String> now) {
    if (!now.equals(missing)) {
      log(now);
    }
    missing = now;
  }

  private static void log(List<String> missing) {
    if (missing.isEmpty()) {
      LOG.info("The CRD of SchemaMigrations is up to date again");
      return;
    }
    LOG.atWarn()
        .addKeyValue("missing", String.join(", ", missing))
        .log(
            "The CRD of SchemaMigrations is older than this operator, and the API server drops or refuses what it lacks: apply this version's CRD by helm upgrade with crds.install=true, or by kubectl apply --server-side --force-conflicts -f crds/");
  }

  /// Returns the schema that the API server serves; empty if it serves none.
  private static Optional<JsonNode> served(String document) throws JsonProcessingException {
    return JSON.readTree(document)
        .at("/components/schemas")
        .valueStream()
        .filter(
            schema ->
                schema
                    .at("/x-kubernetes-group-version-kind/0/kind")
                    .asText()
                    .equals("SchemaMigration"))
        .findFirst();
  }

  /// Returns the schema that this program was built with.
  private static JsonNode own(KubernetesSerialization json) {
    try (InputStream definition = CrdCheck.class.getResourceAsStream(DEFINITION)) {
      if (definition == null) {
        throw new IllegalStateException("the program lacks its resource " + DEFINITION);
      }
      return json.unmarshal(definition, JsonNode.class)
          .at("/spec/versions/0/schema/openAPIV3Schema");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
