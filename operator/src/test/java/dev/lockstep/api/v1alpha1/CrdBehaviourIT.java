package dev.lockstep.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.kube.TestNamespace;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The behavior of the resource on a real API server.
@KubernetesTest
final class CrdBehaviourIT {
  private static final String MANIFEST =
      """
      apiVersion: lockstep.dev/v1alpha1
      kind: SchemaMigration
      metadata: {name: %s}
      spec:
        database: {secretRef: {name: orders-db}}
        scripts: {configMaps: [{name: orders-migrations}]}
        target: 7
        timeouts: {lock: 3s}
        job: {initContainers: [{name: proxy, image: proxy, startupProbe: {tcpSocket: {port: %s}}}]}
      """;

  /// The API server accepts any integer for a port that may also be a name; Java's int does not.
  private static final String TOO_LARGE = "99999999999";

  private final KubeCluster cluster;
  private final TestNamespace namespace;

  CrdBehaviourIT(KubeCluster cluster, TestNamespace namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  @BeforeAll
  static void installCrds(KubeCluster cluster) {
    cluster.installCrds();
  }

  /// The resource has a status, as the operator writes it. The API server stores the default of the
  /// status with the second write only, which an empty server-side apply would otherwise be.
  @ParameterizedTest
  @ValueSource(strings = {"--server-side=false", "--server-side=true"})
  void applyingTheSameManifestAgainChangesNothing(String side) {
    apply("orders", "5432", side);
    patchStatus("{\"status\":{\"observedGeneration\":1}}");
    SchemaMigration before = get("orders");

    apply("orders", "5432", side);
    apply("orders", "5432", side);

    assertThat(get("orders").getMetadata().getGeneration()).isEqualTo(1);
    assertThat(get("orders").getMetadata().getResourceVersion())
        .isEqualTo(before.getMetadata().getResourceVersion());
  }

  @Test
  void aNewResourceIsNotCurrent() {
    apply("orders", "5432", "--server-side=false");

    assertThat(get("orders").getStatus()).isEqualTo(SchemaMigrationStatus.empty());
    assertThat(kubectl("get", "smig", "orders", "-o", "jsonpath={.status}"))
        .isEqualTo("{\"observedGeneration\":-1}");
  }

  @Test
  void aResourceWhoseStatusWasRemovedIsNotCurrent() {
    apply("orders", "5432", "--server-side=false");
    patchStatus("{\"status\":{\"observedGeneration\":1,\"version\":\"7\"}}");

    patchStatus("{\"status\":null}");

    assertThat(get("orders").getStatus()).isEqualTo(SchemaMigrationStatus.empty());
  }

  @Test
  void theApiServerFillsInTheDefaultsThatTheRecordsHave() {
    apply("orders", "5432", "--server-side=false");

    var local =
        Serialization.unmarshal(MANIFEST.formatted("orders", "5432"), SchemaMigration.class);
    assertThat(get("orders").getSpec()).isEqualTo(local.getSpec());
    assertThat(kubectl("get", "smig", "orders", "-o", "jsonpath={.spec.retry}"))
        .isEqualTo("{\"backoff\":{\"initial\":\"5s\",\"max\":\"5m\"},\"maxAttempts\":6}");
  }

  @Test
  void explainIsAManual() {
    assertThat(kubectl("explain", "schemamigration.spec.timeouts.lock"))
        .containsIgnoringWhitespaces("lock_timeout", "Default: 5s.");
    assertThat(kubectl("explain", "schemamigration.spec", "--recursive"))
        .contains("secretRef", "passwordFrom", "configMaps", "advisoryLock", "initContainers");
  }

  @Test
  void getShowsTheColumnsInTheirOrder() {
    apply("orders", "5432", "--server-side=false");

    assertThat(kubectl("get", "smig").lines().findFirst().orElseThrow().split(" +"))
        .containsExactly("NAME", "READY", "REASON", "VERSION", "DESIRED", "PENDING", "AGE");
    assertThat(kubectl("get", "lockstep", "-o", "name")).contains("orders");
  }

  @Test
  void aResourceThatCannotBeReadDoesNotStopAList() {
    apply("broken", TOO_LARGE, "--server-side=false");
    apply("orders", "5432", "--server-side=false");

    var items = migrations().list().getItems();

    assertThat(items).hasSize(2);
    assertThat(get("broken").getSpec().readingError())
        .startsWith("spec.job.initContainers[0].startupProbe.tcpSocket.port cannot be read");
    assertThat(get("orders").getSpec().readingError()).isNull();
  }

  @Test
  void aResourceThatCannotBeReadDoesNotStopAWatch() {
    var seen = new ConcurrentHashMap<String, SchemaMigration>();
    try (var informer = migrations().inform(recording(seen))) {
      apply("broken", TOO_LARGE, "--server-side=false");
      apply("orders", "5432", "--server-side=false");

      Await.until("both resources", Duration.ofSeconds(30), () -> seen.size() == 2);

      assertThat(informer.isWatching()).isTrue();
      assertThat(seen)
          .hasEntrySatisfying(
              "broken", broken -> assertThat(broken.getSpec().readingError()).isNotNull())
          .hasEntrySatisfying(
              "orders", orders -> assertThat(orders.getSpec().readingError()).isNull());
    }
  }

  private static ResourceEventHandler<SchemaMigration> recording(
      Map<String, SchemaMigration> seen) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(SchemaMigration added) {
        seen.put(added.getMetadata().getName(), added);
      }

      @Override
      public void onUpdate(SchemaMigration before, SchemaMigration after) {
        seen.put(after.getMetadata().getName(), after);
      }

      @Override
      public void onDelete(SchemaMigration deleted, boolean stateUnknown) {
        seen.remove(deleted.getMetadata().getName());
      }
    };
  }

  private void apply(String name, String port, String side) {
    cluster
        .kubectl()
        .runWithInput(
            MANIFEST.formatted(name, port), "apply", side, "-n", namespace.name(), "-f", "-")
        .orThrow();
  }

  private void patchStatus(String patch) {
    migrations()
        .withName("orders")
        .subresource("status")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private String kubectl(String command, String... arguments) {
    var all = new String[arguments.length + 3];
    all[0] = command;
    all[1] = "-n";
    all[2] = namespace.name();
    System.arraycopy(arguments, 0, all, 3, arguments.length);
    return cluster.kubectl().run(all).orThrow();
  }

  private SchemaMigration get(String name) {
    return migrations().withName(name).get();
  }

  private MixedOperation<
          SchemaMigration, KubernetesResourceList<SchemaMigration>, Resource<SchemaMigration>>
      migrations() {
    return namespace.client().resources(SchemaMigration.class);
  }
}
