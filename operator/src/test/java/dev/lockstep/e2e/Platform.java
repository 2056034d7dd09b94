package dev.lockstep.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.chart.HelmRelease;
import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.Machine;
import dev.lockstep.kube.TestNamespace;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// A cluster with two real nodes and an installed Lockstep. One for a test run: what a test breaks,
/// it mends.
public final class Platform implements AutoCloseable {
  /// Where the chart is installed.
  static final String SYSTEM = "lockstep-system";

  /// The image that `make image` made of this tree.
  static final String IMAGE = "localhost/lockstep:dev";

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private final KubeCluster cluster;
  private final List<Machine> machines;
  private final HelmRelease release;

  private Platform(KubeCluster cluster, List<Machine> machines) {
    this.cluster = cluster;
    this.machines = machines;
    this.release = new HelmRelease(cluster, "lockstep", SYSTEM);
  }

  static Platform start() {
    var cluster = KubeCluster.startForMachines();
    try {
      var machines = Stream.of(1, 2).map(cluster::machine).toList();
      for (Machine machine : machines) {
        machine.boot();
        images().forEach(machine::load);
      }
      var platform = new Platform(cluster, machines);
      platform.restrict(SYSTEM);
      platform.install();
      return platform;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /// Installs the chart of this tree with the values of the tests, or goes back to them.
  void install() {
    release.install(values());
  }

  /// What differs from the chart's own values: an image that no registry has.
  static String values() {
    return """
        image: {repository: localhost/lockstep, tag: dev, pullPolicy: Never}
        jobs: {allowedImages: ["localhost/*"]}
        """;
  }

  KubeCluster cluster() {
    return cluster;
  }

  HelmRelease release() {
    return release;
  }

  /// The first node runs the databases and is never lost for good; the second may be.
  Machine machine(int number) {
    return machines.get(number - 1);
  }

  /// The node on which a pod runs.
  Machine machineOf(Pod pod) {
    return machines.stream()
        .filter(machine -> machine.name().equals(pod.getSpec().getNodeName()))
        .findFirst()
        .orElseThrow();
  }

  /// A namespace that takes restricted pods only.
  TestNamespace newNamespace(String prefix) {
    var namespace = cluster.newNamespace(prefix);
    restrict(namespace.name());
    return namespace;
  }

  private void restrict(String namespace) {
    cluster
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .forceConflicts()
        .serverSideApply();
  }

  /// The pods of the operator, working or standing by.
  List<Pod> operators() {
    return cluster
        .client()
        .pods()
        .inNamespace(SYSTEM)
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems();
  }

  /// The name of the operator's pod that works.
  String leader() {
    var lease = cluster.client().leases().inNamespace(SYSTEM).withName("lockstep-operator").get();
    String holder = lease == null ? null : lease.getSpec().getHolderIdentity();
    return holder == null ? "" : holder;
  }

  /// Applies the objects of a file among the resources of the tests.
  void apply(String namespace, String file) {
    try {
      var text = Files.readString(Checkout.root().resolve("operator/src/test/resources/e2e", file));
      cluster.kubectl().runWithInput(text, "-n", namespace, "apply", "-f", "-").orThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits until a pod is Ready.
  Pod awaitReady(String namespace, String name) {
    var pod = cluster.client().pods().inNamespace(namespace).withName(name);
    Await.until(name + " is Ready", LIMIT, pod::isReady);
    return pod.get();
  }

  private static Stream<Path> images() {
    return Stream.of("tools", "lockstep").map(Platform::image);
  }

  private static Path image(String which) {
    var script = Checkout.root().resolve("operator/src/test/e2e/images");
    try {
      Process process = new ProcessBuilder(script.toString(), which).start();
      Path file = Path.of(new String(process.getInputStream().readAllBytes(), UTF_8).strip());
      if (!Files.isReadable(file)) {
        throw new IllegalStateException(file + " is not there: run `make e2e`");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
