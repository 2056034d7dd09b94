package dev.lockstep.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@KubernetesTest
final class KubeClusterTest {
  @Test
  void servesTheVersionThatIsPinned(KubernetesClient client) {
    String asked = System.getenv("LOCKSTEP_KUBE");
    String minor = asked == null || asked.isBlank() ? "1.36" : asked;

    assertThat(client.getKubernetesVersion().getGitVersion())
        .isEqualTo(ClusterScript.KUBE.run("version").strip())
        .startsWith("v" + minor + ".");
  }

  @Test
  void keepsWhatItHoldsOverARestartOfTheApiServer(KubeCluster cluster, TestNamespace namespace) {
    createConfigMap(namespace, "kept");

    cluster.restartApiServer();

    assertThat(namespace.client().configMaps().withName("kept").get().getData())
        .containsEntry("key", "value");
  }

  @Test
  void aStoppedControllerManagerReconcilesNothingUntilItIsStarted(
      KubeCluster cluster, TestNamespace namespace) {
    var account = namespace.client().serviceAccounts().withName("default");
    var before = account.get().getMetadata().getUid();
    cluster.stop(KubeCluster.Component.CONTROLLER_MANAGER);
    account.withGracePeriod(0).delete();
    assertThat(account.get()).isNull();

    cluster.start(KubeCluster.Component.CONTROLLER_MANAGER);

    Await.until("service account comes back", Duration.ofSeconds(30), () -> account.get() != null);
    assertThat(account.get().getMetadata().getUid()).isNotEqualTo(before);
  }

  @Test
  void aServiceAccountHasNoRightsButItsOwn(KubeCluster cluster, TestNamespace namespace) {
    var account =
        new ServiceAccountBuilder().withNewMetadata().withName("nobody").endMetadata().build();
    namespace.client().serviceAccounts().resource(account).create();

    var nobody = cluster.clientFor(namespace.name(), "nobody");

    assertThatThrownBy(() -> nobody.configMaps().list())
        .isInstanceOf(KubernetesClientException.class)
        .hasFieldOrPropertyWithValue("code", 403);
  }

  @Test
  void kubectlAppliesAndTellsErrors(KubeCluster cluster, TestNamespace namespace) {
    var manifest =
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: { name: applied }
        """;

    var applied =
        cluster.kubectl().runWithInput(manifest, "-n", namespace.name(), "apply", "-f", "-");
    var refused = cluster.kubectl().run("get", "nonsense");

    assertThat(applied.orThrow()).contains("configmap/applied created");
    assertThat(refused.exitCode()).isEqualTo(1);
  }

  @Test
  void aFailureRecordTellsWhatTheNamespaceHeld(
      KubeCluster cluster, TestNamespace namespace, @TempDir Path folder) {
    createConfigMap(namespace, "witness");

    new FailureRecord(cluster, folder).write(namespace.name());

    assertThat(folder.resolve("resources.yaml")).content().contains("name: witness");
    assertThat(folder.resolve("overview.txt")).content().contains("configmap/witness");
  }

  private static void createConfigMap(TestNamespace namespace, String name) {
    var configMap =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withData(Map.of("key", "value"))
            .build();
    namespace.client().configMaps().resource(configMap).create();
  }
}
