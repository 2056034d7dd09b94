package dev.lockstep.bench;

import dev.lockstep.chart.ChartInstaller;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.ProcessNode;
import dev.lockstep.operator.OperatorProcess;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Measures the operator on a real control plane: how soon it watches, what it writes for a
/// migration, whether it is silent while nothing changes, and how soon after a run's end gated pods
/// are released.
public final class OperatorBench {
  private static final int MIGRATIONS = 10;
  private static final int PODS_EACH = 5;
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String SYSTEM = "lockstep-system";
  private static final String NAMESPACE = "bench";

  private final KubeCluster cluster;
  private final KubernetesClient client;
  private final TestDatabase database;
  private final ObservedTimes sightings;
  private final Map<String, String> scripts = new TreeMap<>();
  private final List<Long> writesOfMigrations = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();

  private OperatorBench(KubeCluster cluster, TestDatabase database, ObservedTimes sightings) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.database = database;
    this.sightings = sightings;
  }

  public static void main(String[] args) {
    try (var cluster = KubeCluster.start()) {
      KubernetesClient account = account(cluster);
      System.out.print(new OperatorStarts(cluster, account).measure());
      try (var server = PostgresServer.start();
          ProcessNode _ = cluster.startNode("bench");
          var _ = OperatorProcess.start(cluster, "bench", account, "--leader-election=false")) {
        create(cluster.client(), NAMESPACE);
        try (var sightings = new ObservedTimes(cluster.client(), NAMESPACE)) {
          new OperatorBench(cluster, server.createDatabase(), sightings).run();
        }
      }
    }
  }

  private static KubernetesClient account(KubeCluster cluster) {
    cluster.installCrds();
    create(cluster.client(), SYSTEM);
    return cluster.clientFor(SYSTEM, new ChartInstaller(cluster).installAccess(SYSTEM, List.of()));
  }

  private static void create(KubernetesClient client, String namespace) {
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  private void run() {
    apply(secretAndMigration());
    for (int version = 1; version <= MIGRATIONS; version++) {
      migrate(version);
    }
    long silent = writesDuringSilence();
    Collections.sort(delays);
    Collections.sort(writesOfMigrations);
    System.out.printf(
        "API writes per migration      min %d  median %d  max %d   (%d migrations; aim: at most 6)%n",
        writesOfMigrations.getFirst(),
        writesOfMigrations.get(writesOfMigrations.size() / 2),
        writesOfMigrations.getLast(),
        writesOfMigrations.size());
    System.out.printf(
        "API writes at rest            %d in %d s   (aim: 0)%n", silent, SILENCE.toSeconds());
    System.out.printf(
        "run's end to gate removed     min %d ms  median %d ms  max %d ms   (%d pods; aim: median at most 500 ms)%n",
        delays.getFirst().toMillis(),
        delays.get(delays.size() / 2).toMillis(),
        delays.getLast().toMillis(),
        delays.size());
  }

  /// One more script, and pods that wait for it.
  private void migrate(int version) {
    long before = writes();
    for (int pod = 1; pod <= PODS_EACH; pod++) {
      apply(pod("v%d-%d".formatted(version, pod), version));
    }
    scripts.put("V%d__t.sql".formatted(version), "CREATE TABLE t%d (id int);".formatted(version));
    var configMap =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("bench-scripts")
            .withNamespace(NAMESPACE)
            .endMetadata()
            .withData(scripts)
            .build();
    client.resource(configMap).createOr(existing -> existing.update());
    Await.until(
        "released pods of version " + version,
        LIMIT,
        () -> sightings.released("v" + version + "-") == PODS_EACH);
    Await.until("the Job's end", LIMIT, () -> jobsEnded());
    delays.addAll(sightings.delays("v" + version + "-"));
    writesOfMigrations.add(writes() - before);
  }

  private boolean jobsEnded() {
    return client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems().stream()
        .allMatch(job -> job.getStatus().getCompletionTime() != null);
  }

  private long writesDuringSilence() {
    long before = writes();
    long end = System.nanoTime() + SILENCE.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
    return writes() - before;
  }

  private long writes() {
    return cluster.writes().stream()
        .filter(write -> write.user().startsWith("system:serviceaccount:" + SYSTEM))
        .filter(write -> !write.isEventOrGate())
        .count();
  }

  private void apply(String yaml) {
    cluster.kubectl().runWithInput(yaml, "apply", "-n", NAMESPACE, "-f", "-").orThrow();
  }

  private String secretAndMigration() {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: bench-db}
    stringData: {host: %s, port: "%d", dbname: %s, username: %s, password: %s}
    ---
    apiVersion: lockstep.dev/v1alpha1
    kind: SchemaMigration
    metadata: {name: bench}
    spec:
      database: {secretRef: {name: bench-db}}
      scripts: {configMaps: [{name: bench-scripts}]}
    """
        .formatted(
            database.host(),
            database.port(),
            database.name(),
            database.user(),
            database.password());
  }

  private static String pod(String name, int version) {
    return """
    apiVersion: v1
    kind: Pod
    metadata:
      name: %s
      labels: {lockstep.dev/gated: "true"}
      annotations: {lockstep.dev/requires: "bench >=%d"}
    spec:
      schedulingGates: [{name: lockstep.dev/schema}]
      containers: [{name: main, image: pause}]
    """
        .formatted(name, version);
  }

  /// Whether a runner's container has ended, in this version of its pod.
  static boolean ended(@Nullable Pod pod) {
    return pod != null
        && pod.getStatus().getContainerStatuses().stream()
            .anyMatch(container -> container.getState().getTerminated() != null);
  }
}
