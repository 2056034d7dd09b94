package dev.lockstep.demo;

import dev.lockstep.chart.ChartInstaller;
import dev.lockstep.demo.Options.Where;
import dev.lockstep.example.ExampleVariant;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.ProcessNode;
import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServer.Authentication;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Everything the story needs, started one by one and stopped in the reverse order: a cluster, a
/// node in it, a PostgreSQL, an operator. In a cluster that is not the demo's own it keeps to names
/// of its own and takes everything out again.
final class DemoEnvironment implements AutoCloseable {
  private static final String CRD = "schemamigrations.lockstep.dev";
  private static final String TAINT = "lockstep.dev/demo";
  private static final String DATABASE = "orders";
  private static final String PASSWORD = "only-for-the-demo";

  private final Where where;
  private final Path folder;
  private final String run;
  private final Deque<Runnable> endings = new ArrayDeque<>();
  private volatile boolean closing;

  DemoEnvironment(Where where) {
    this.where = where;
    this.run = Long.toString(ProcessHandle.current().pid());
    this.folder = Checkout.target().resolve("demo").resolve(run);
  }

  /// Where the logs and the written files are.
  Path folder() {
    return folder;
  }

  /// Where the cluster's logs are, and those of its pods.
  Path clusterFolder() {
    return Checkout.target().resolve("kube").resolve(run);
  }

  String clusterTitle() {
    return switch (where) {
      case OWN -> "Kubernetes: etcd, API server, controllers, scheduler";
      case CURRENT -> "The cluster of your kubeconfig, with Lockstep's resource";
    };
  }

  /// The namespace of the example.
  String namespace() {
    return switch (where) {
      case OWN -> "shop";
      case CURRENT -> "lockstep-demo-" + run;
    };
  }

  private String systemNamespace() {
    return switch (where) {
      case OWN -> "lockstep-system";
      case CURRENT -> namespace() + "-system";
    };
  }

  KubeCluster cluster() {
    KubeCluster cluster =
        switch (where) {
          case OWN -> KubeCluster.start();
          case CURRENT -> KubeCluster.current();
        };
    endings.push(cluster::close);
    if (where == Where.CURRENT) {
      refuseUsed(cluster);
      endings.push(() -> cluster.kubectl().run("delete", "crd", CRD, "--ignore-not-found"));
    }
    cluster.installCrds();
    return cluster;
  }

  private static void refuseUsed(KubeCluster cluster) {
    if (cluster.kubectl().run("get", "crd", CRD).exitCode() == 0) {
      throw new IllegalStateException(
          "the cluster already has the CRD %s, so another Lockstep may be running and would interfere with the demo. If nothing uses it, delete it and try again: kubectl delete crd %s"
              .formatted(CRD, CRD));
    }
  }

  /// A node for nobody but the demo: in a cluster with other nodes, a taint keeps others away.
  ProcessNode node(KubeCluster cluster) {
    ProcessNode node = cluster.startNode("lockstep-demo-" + run, taints());
    endings.push(node::close);
    return node;
  }

  private List<Taint> taints() {
    return switch (where) {
      case OWN -> List.of();
      case CURRENT -> List.of(new Taint("NoSchedule", TAINT, null, run));
    };
  }

  /// A PostgreSQL on this machine, where the node's processes reach it, with a database and a user
  /// that is no superuser.
  TestDatabase database() {
    var options = PostgresServer.Options.of(PostgresVersion.newest()).with(Authentication.SCRAM);
    PostgresServer server = PostgresServer.start(options);
    endings.push(
        () -> {
          write(folder.resolve("postgres.log"), server.log());
          server.close();
        });
    var administrator = server.database("postgres");
    administrator.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(DATABASE, PASSWORD));
    administrator.execute("CREATE DATABASE %s OWNER %s".formatted(DATABASE, DATABASE));
    return server.database(DATABASE).as(DATABASE, PASSWORD);
  }

  /// The operator with the rights of the chart's service account and no others.
  OperatorProgram operator(KubeCluster cluster) {
    createNamespace(cluster.client(), systemNamespace());
    List<String> watched = List.of();
    if (where == Where.CURRENT) {
      createNamespace(cluster.client(), namespace());
      watched = List.of(namespace());
    }
    var chart = new ChartInstaller(cluster);
    if (where == Where.CURRENT) {
      List<String> narrowed = watched;
      endings.push(() -> chart.removeAccess(systemNamespace(), narrowed));
      endings.push(() -> deleteNamespaces(cluster));
    }
    String account = chart.installAccess(systemNamespace(), watched);
    var operator = OperatorProgram.start(cluster, folder, systemNamespace(), account, watched);
    endings.push(operator::close);
    return operator;
  }

  /// Created as `kubectl create --save-config` does, so that a later apply finds nothing odd.
  private static void createNamespace(KubernetesClient client, String name) {
    String applied =
        "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
            .formatted(name);
    var namespace =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName(name)
            .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", applied)
            .endMetadata()
            .build();
    client.namespaces().resource(namespace).create();
  }

  private void deleteNamespaces(KubeCluster cluster) {
    List<String> names = List.of(namespace(), systemNamespace());
    names.forEach(name -> cluster.client().namespaces().withName(name).delete());
    names.forEach(
        name ->
            cluster
                .client()
                .namespaces()
                .withName(name)
                .waitUntilCondition(left -> left == null, 120, TimeUnit.SECONDS));
  }

  /// Writes the kustomization that a user of the example would write for this database.
  Path example(ExampleVariant variant, TestDatabase database, String nodeName) {
    Path result = folder.resolve(variant.folder().getFileName());
    return switch (where) {
      case OWN -> variant.writeTo(created(result), namespace(), database);
      case CURRENT -> {
        Path plain = folder.resolve("anywhere").resolve(variant.folder().getFileName());
        variant.writeTo(created(plain), namespace(), database);
        write(created(result).resolve("kustomization.yaml"), onNode(plain, result, nodeName));
        yield result;
      }
    };
  }

  private static String onNode(Path plain, Path target, String nodeName) {
    return """
    # The same on the demo's node, because only that reaches the demo's PostgreSQL.
    resources: [%1$s]
    patches:
      - target: {kind: Deployment, name: orders}
        patch: |
          - op: add
            path: /spec/template/spec/nodeSelector
            value: {kubernetes.io/hostname: %2$s}
          - op: add
            path: /spec/template/spec/tolerations
            value: [{key: %3$s, operator: Exists}]
      - target: {kind: SchemaMigration, name: orders}
        patch: |
          - op: add
            path: /spec/job
            value:
              nodeSelector: {kubernetes.io/hostname: %2$s}
              tolerations: [{key: %3$s, operator: Exists}]
    """
        .formatted(target.relativize(plain), nodeName, TAINT);
  }

  /// What commands need in their environment to reach all of it.
  Map<String, String> environment(KubeCluster cluster, TestDatabase database) {
    String programs =
        "%s:%s"
            .formatted(
                Checkout.target().resolve("lockstep/bin"), cluster.kubectl().program().getParent());
    return Map.of(
        "KUBECONFIG", cluster.kubeconfig().toString(),
        "PGHOST", database.host(),
        "PGPORT", Integer.toString(database.port()),
        "PGDATABASE", database.name(),
        "PGUSER", database.user(),
        "PGPASSWORD", database.password(),
        "PATH", programs + ":" + System.getenv("PATH"),
        "JAVA_HOME", System.getProperty("java.home"));
  }

  private static Path created(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops everything that was started, whoever asks first: the story's end or a signal.
  @Override
  public void close() {
    closing = true;
    closeAll();
  }

  boolean isClosing() {
    return closing;
  }

  private synchronized void closeAll() {
    while (!endings.isEmpty()) {
      Runnable ending = endings.pop();
      try {
        ending.run();
      } catch (RuntimeException e) {
        System.err.println("Cleanup may be incomplete: " + e.getMessage());
      }
    }
  }
}
