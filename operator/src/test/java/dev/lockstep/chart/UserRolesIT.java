package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.KubernetesTest;
import dev.lockstep.kube.TestNamespace;
import dev.lockstep.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What people may do who have one of Kubernetes' own roles in a namespace, asked of a real API
/// server.
@KubernetesTest
final class UserRolesIT {
  private final KubeCluster cluster;
  private final String namespace;

  UserRolesIT(KubeCluster cluster, TestNamespace namespace) {
    this.cluster = cluster;
    this.namespace = namespace.name();
  }

  @BeforeEach
  void install() {
    cluster.installCrds();
    new ChartInstaller(cluster).installAccess(namespace, List.of());
  }

  /// Its policies hold in all namespaces.
  @AfterEach
  void remove() {
    new ChartInstaller(cluster).removeAccess(namespace, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "view, get list watch",
    "edit, create delete deletecollection get list patch update watch",
    "admin, create delete deletecollection get list patch update watch"
  })
  void readOrWriteTheResourceAndNeverItsStatus(String role, String verbs) {
    String user = "somebody-with-" + role;
    bind(user, role);
    // The role is put together a moment after its parts are there.
    Await.until(
        role + " has the chart's part",
        Duration.ofSeconds(30),
        () -> may(user, "get", "schemamigrations"));

    assertThat(allowed(user, "schemamigrations")).containsExactly(verbs.split(" ", -1));
    assertThat(allowed(user, "schemamigrations/status")).isEmpty();
  }

  private void bind(String user, String role) {
    cluster
        .kubectl()
        .run(
            "create",
            "rolebinding",
            user,
            "--clusterrole=" + role,
            "--user=" + user,
            "-n",
            namespace)
        .orThrow();
  }

  private List<String> allowed(String user, String resource) {
    return Stream.of(
            "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")
        .filter(verb -> may(user, verb, resource))
        .toList();
  }

  private boolean may(String user, String verb, String resource) {
    String[] type = resource.split("/", -1);
    String subresource = type.length == 2 ? "--subresource=" + type[1] : "--subresource=";
    return cluster
        .kubectl()
        .run(
            "auth",
            "can-i",
            verb,
            type[0] + ".lockstep.dev",
            subresource,
            "--as=" + user,
            "-n",
            namespace)
        .output()
        .strip()
        .equals("yes");
  }
}
