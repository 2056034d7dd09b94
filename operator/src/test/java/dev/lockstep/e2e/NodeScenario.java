package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.kube.Machine;
import dev.lockstep.operator.ResourceScenario;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test on real nodes: a namespace of its own that takes restricted pods only, with a PostgreSQL
/// in a pod, and the operator as the chart installs it.
@ExtendWith({PlatformExtension.class, DisasterTable.class})
@SuppressWarnings("NullAway.Init")
abstract class NodeScenario extends ResourceScenario {
  Platform platform;

  /// How pods find the database.
  String databaseHost = "postgres";

  private String home;

  @BeforeEach
  final void set(Platform platform) {
    this.platform = platform;
    var ours = platform.newNamespace("e2e");
    platform.apply(ours.name(), "postgres.yaml");
    home = ours.name();
    Pod postgres = platform.awaitReady(home, "postgres");
    begin(platform.cluster(), home, at(postgres));
  }

  @AfterEach
  final void deleteNamespaces() {
    client.namespaces().withName(namespace).delete();
    client.namespaces().withName(home).delete();
  }

  /// Goes on in another namespace with the database where it is.
  final void moveToAnotherNamespace() {
    recorder.close();
    databaseHost = "postgres." + home;
    begin(platform.cluster(), platform.newNamespace("e2e").name(), database);
  }

  final void kubectl(String... arguments) {
    cluster.kubectl().run(arguments).orThrow();
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
        "host", databaseHost,
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

  static final String SLOW = "V2__slow.sql";

  /// Two scripts, of which the second works until it is let go.
  static Map<String, String> slowScripts() {
    return Map.of(
        "V1__orders.sql",
        "CREATE TABLE orders (id bigint PRIMARY KEY);",
        SLOW,
        """
        ALTER TABLE orders ADD COLUMN note text;
        DO $$ BEGIN
          WHILE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'go') LOOP
            PERFORM pg_sleep(0.2);
          END LOOP;
        END $$;
        """);
  }

  /// Starts a run whose second script works until it is let go, and waits until it is there.
  ///
  /// @param more further lines of the spec
  final Pod startSlowRun(String more) {
    secret();
    scripts(slowScripts());
    migration(more);
    awaitStatement("pg_sleep(0.2)");
    return awaitRunner();
  }

  /// Starts a run that nothing in its scripts holds up.
  ///
  /// @param more further lines of the spec
  final void startRun(String more) {
    secret();
    scripts(slowScripts());
    letGo();
    migration(more);
  }

  /// Waits until all is well again, and checks what must hold then.
  final void awaitHealed(DisasterTable.Row row) {
    awaitReady("2");
    row.healed();
    assertAppliedOnce();
  }

  /// Lets the slow script end.
  final void letGo() {
    database.execute("CREATE DATABASE go");
  }

  /// What must hold after each disaster: both scripts are applied, each of them once.
  final void assertAppliedOnce() {
    assertThat(applied()).containsExactly("V1__orders.sql", SLOW);
    assertThat(
            database.column(
                "SELECT migration_name FROM migration_attempts WHERE status = 'success' ORDER BY 1"))
        .containsExactly("V1__orders.sql", SLOW);
  }

  /// Runs a line of shell in the container of the database.
  final void inPostgres(String command) {
    kubectl("-n", namespace, "exec", "postgres", "--", "sh", "-c", command);
  }

  /// The number of the last attempt.
  final int attempt() {
    return Objects.requireNonNull(status().lastRun()).attempt();
  }
}
