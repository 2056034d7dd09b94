package dev.lockstep.kube;

import dev.lockstep.testing.Await;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/// A real Kubernetes control plane (etcd, API server, controller manager, scheduler) as child
/// processes of this JVM, on loopback. It has no node: see [ProcessNode]. It never outlives this
/// JVM, not even one that is killed.
public final class KubeCluster implements AutoCloseable {
  /// A part of the control plane that a test can stop and start.
  public enum Component {
    ETCD,
    APISERVER,
    CONTROLLER_MANAGER,
    SCHEDULER;

    private String argument() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Path folder;
  private final Kubectl kubectl;
  private final KubernetesClient client;
  private final List<KubernetesClient> furtherClients = new CopyOnWriteArrayList<>();

  private KubeCluster(Path folder, Path program) {
    this.folder = folder;
    this.kubectl = new Kubectl(program, kubeconfig());
    this.client = newClient(adminConfig());
  }

  /// Starts a control plane in a folder of this build's own, which keeps its logs.
  public static KubeCluster start() {
    var clusters = Checkout.target().resolve("kube");
    deleteLogsOfEndedRuns(clusters);
    var folder = clusters.resolve(Long.toString(ProcessHandle.current().pid()));
    script("up", folder.toString(), "--until-exit", folder.getFileName().toString());
    return new KubeCluster(folder, builtKubectl());
  }

  /// Starts a control plane that real nodes can join: see [#machine]. Needs root.
  public static KubeCluster startForMachines() {
    var clusters = Checkout.target().resolve("kube");
    deleteLogsOfEndedRuns(clusters);
    var folder = clusters.resolve(Long.toString(ProcessHandle.current().pid()));
    script("up", folder.toString(), "--until-exit", folder.getFileName().toString(), "--nodes");
    return new KubeCluster(folder, builtKubectl());
  }

  /// A real node, not started yet.
  ///
  /// @param number 1 or 2
  public Machine machine(int number) {
    return new Machine(folder, number);
  }

  /// Joins the cluster of the current kubeconfig, for what does not harm it. Closing this leaves it
  /// as it is, and takes away only the copy of the kubeconfig that is made here.
  public static KubeCluster current() {
    var folder =
        Checkout.target().resolve("kube").resolve(Long.toString(ProcessHandle.current().pid()));
    try {
      Files.createDirectories(folder);
      var file = Files.writeString(folder.resolve("kubeconfig"), "");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      var view = List.of("config", "view", "--minify", "--raw", "--flatten");
      Files.writeString(file, Kubectl.current().run(view.toArray(String[]::new)).orThrow());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KubeCluster(folder, Kubectl.current().program());
  }

  /// The file with which `kubectl` is the administrator.
  public Path kubeconfig() {
    return folder.resolve("kubeconfig");
  }

  /// The folder in which everything of this cluster is, logs included.
  public Path folder() {
    return folder;
  }

  /// The writes that the API server was asked for so far, Leases excepted, in the order of their
  /// ends.
  public List<ApiWrite> writes() {
    return ApiWrite.in(folder.resolve("logs").resolve("audit.log"));
  }

  /// All that an account of Lockstep's namespace has asked the API server for so far, in the order
  /// of the answers. Only the log of a cluster with real nodes has reads, too.
  public List<ApiRequest> requestsOf(String user) {
    return ApiRequest.of(user, folder.resolve("logs").resolve("audit.log"));
  }

  /// The administrator's client.
  public KubernetesClient client() {
    return client;
  }

  /// Runs the real `kubectl` as the administrator.
  public Kubectl kubectl() {
    return kubectl;
  }

  /// The version of the API in which MutatingAdmissionPolicy is served, empty where it is not.
  public Optional<String> mutatingAdmissionVersion() {
    return Stream.of("v1", "v1beta1")
        .filter(
            version -> {
              var served = client.getApiResources("admissionregistration.k8s.io/" + version);
              return served != null
                  && served.getResources().stream()
                      .anyMatch(kind -> kind.getKind().equals("MutatingAdmissionPolicy"));
            })
        .findFirst();
  }

  /// A client with a token of this service account, and so with exactly its rights.
  public KubernetesClient clientFor(String namespace, String serviceAccount) {
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withExpirationSeconds(Duration.ofHours(24).toSeconds())
            .endSpec()
            .build();
    var token =
        client
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(serviceAccount)
            .tokenRequest(request)
            .getStatus()
            .getToken();
    var config =
        new ConfigBuilder(adminConfig()).withOauthToken(token).withNamespace(namespace).build();
    var result = newClient(config);
    furtherClients.add(result);
    return result;
  }

  /// Creates a namespace whose name starts so and that can be used at once: its service account is
  /// there.
  public TestNamespace newNamespace(String prefix) {
    var suffix = Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36 * 36), 36);
    var name = "%s-%s".formatted(prefix, suffix);
    var namespace = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
    client.namespaces().resource(namespace).create();
    var account = client.serviceAccounts().inNamespace(name).withName("default");
    Await.until(
        "service account of namespace " + name,
        Duration.ofSeconds(30),
        () -> account.get() != null);
    var config = new ConfigBuilder(adminConfig()).withNamespace(name).build();
    var scoped = newClient(config);
    furtherClients.add(scoped);
    return new TestNamespace(name, scoped);
  }

  /// Deletes it without waiting for what is in it to go.
  public void delete(TestNamespace namespace) {
    client.namespaces().withName(namespace.name()).delete();
    furtherClients.remove(namespace.client());
    namespace.client().close();
  }

  /// Applies the project's resource definitions and waits until the API server serves them.
  public void installCrds() {
    var crds = Checkout.root().resolve("crds");
    kubectl.run("apply", "--server-side", "--force-conflicts", "-f", crds.toString()).orThrow();
    // Repeated, because kubectl gives up on a definition that has no conditions yet.
    Await.until(
        "established resource definitions",
        Duration.ofSeconds(30),
        () ->
            kubectl.run("wait", "--for=condition=Established", "-f", crds.toString()).exitCode()
                == 0);
  }

  /// Starts a further node. Its processes end with this cluster at the latest.
  public ProcessNode startNode(String name) {
    return ProcessNode.start(client, name, folder.resolve("nodes").resolve(name));
  }

  /// Starts a further node that takes only pods which tolerate these taints.
  public ProcessNode startNode(String name, List<Taint> taints) {
    return ProcessNode.start(client, name, folder.resolve("nodes").resolve(name), taints);
  }

  /// Ends a component as a crash would.
  public void stop(Component component) {
    script("stop", folder.toString(), component.argument());
  }

  /// Starts a stopped component; of the API server it waits until it is ready.
  public void start(Component component) {
    script("start", folder.toString(), component.argument());
  }

  /// Ends the API server as a crash would and starts it again at the same address.
  public void restartApiServer() {
    stop(Component.APISERVER);
    start(Component.APISERVER);
  }

  @Override
  public void close() {
    furtherClients.forEach(KubernetesClient::close);
    client.close();
    script("down", folder.toString());
  }

  private static void deleteLogsOfEndedRuns(Path clusters) {
    if (!Files.isDirectory(clusters)) {
      return;
    }
    try (var folders = Files.list(clusters)) {
      folders
          .filter(run -> ProcessHandle.of(Long.parseLong(run.getFileName().toString())).isEmpty())
          .peek(run -> script("down", run.toString()))
          .forEach(Folders::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path builtKubectl() {
    return Path.of(script("bin").strip(), "kubectl");
  }

  private Config adminConfig() {
    return Config.fromKubeconfig(kubeconfig().toFile());
  }

  private static KubernetesClient newClient(Config config) {
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private static String script(String... arguments) {
    return ClusterScript.KUBE.run(arguments);
  }
}
