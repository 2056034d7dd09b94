package dev.lockstep.e2e;

import dev.lockstep.kube.Machine;
import dev.lockstep.operator.ResourceScenario;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test on real nodes: a namespace of its own that takes restricted pods only, with a PostgreSQL
/// in a pod, and the operator as the chart installs it.
@ExtendWith({PlatformExtension.class, DisasterTable.class})
@SuppressWarnings("NullAway.Init")
abstract class NodeScenario extends ResourceScenario {
  Platform platform;

  @BeforeEach
  final void set(Platform platform) {
    this.platform = platform;
    var ours = platform.newNamespace("e2e");
    platform.apply(ours.name(), "postgres.yaml");
    Pod postgres = platform.awaitReady(ours.name(), "postgres");
    begin(platform.cluster(), ours.name(), at(postgres));
  }

  @AfterEach
  final void deleteNamespace() {
    client.namespaces().withName(namespace).delete();
  }

  final String namespace() {
    return namespace;
  }

  private static TestDatabase at(Pod postgres) {
    return new TestDatabase(postgres.getStatus().getPodIP(), 5432, "orders", "orders", "secret");
  }

  /// Pods reach it by the name of its Service.
  @Override
  protected Map<String, String> coordinates(TestDatabase target) {
    return Map.of(
        "host", "postgres",
        "port", "5432",
        "dbname", target.name(),
        "username", target.user(),
        "password", target.password());
  }

  /// The pod of the database as it is now.
  final Pod postgres() {
    return platform.awaitReady(namespace, "postgres");
  }

  /// Waits until the pod of a run executes its program.
  final Pod awaitRunner() {
    Await.until(
        "a running runner", PATIENCE, () -> runnerPods().stream().anyMatch(NodeScenario::runs));
    return runnerPods().stream().filter(NodeScenario::runs).findFirst().orElseThrow();
  }

  /// The node of a runner's pod.
  final Machine machineOf(Pod pod) {
    return platform.machineOf(pod);
  }

  static boolean runs(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(ContainerStatus::getState)
        .anyMatch(state -> state.getRunning() != null);
  }

  /// The statuses of all attempts of a script, oldest first.
  final List<@Nullable String> attempts(String script) {
    return database.column(
        "SELECT status FROM migration_attempts WHERE migration_name = '%s' ORDER BY created_at"
            .formatted(script));
  }

  /// The scripts that are applied, in the order of application.
  final List<@Nullable String> applied() {
    return database.column(
        "SELECT migration_name FROM migration_history WHERE status = 'success' ORDER BY id");
  }

  /// The number of the last attempt.
  final int attempt() {
    return Objects.requireNonNull(status().lastRun()).attempt();
  }
}
