package dev.lockstep.kube;

import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A Kubernetes node that is a process table. The real scheduler binds pods to it; it writes their
/// volumes below a folder, runs containers of the image `lockstep` as processes of this machine
/// (the program that the build has assembled) and reports what became of them as a kubelet does.
/// Containers of any other image are simply running, and ordinary init containers complete at once.
///
/// It does not restart containers, probe them, update mounted volumes or set file modes.
public final class ProcessNode implements AutoCloseable {
  static final String ADDRESS = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(ProcessNode.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration REGISTRATION = Duration.ofSeconds(30);
  private static final Duration RETRY = Duration.ofMillis(200);

  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final Program program;
  private final String name;
  private final Path folder;
  private final Clock clock;
  private final List<Taint> taints;
  private final NodeRegistration registration;
  private final SharedIndexInformer<Pod> informer;
  private final ScheduledExecutorService heartbeats;
  private final Map<String, RunningPod> pods = new ConcurrentHashMap<>();
  private final Set<String> warnings = ConcurrentHashMap.newKeySet();
  private final Set<String> refusedImages = ConcurrentHashMap.newKeySet();
  private final AtomicInteger podNumber = new AtomicInteger();
  private final Switch link = new Switch();
  private final Switch starts = new Switch();
  private volatile boolean closed;

  private ProcessNode(
      KubernetesClient client,
      Program program,
      String name,
      Path folder,
      Clock clock,
      List<Taint> taints) {
    this.client = client;
    this.program = program;
    this.name = name;
    this.folder = folder;
    this.clock = clock;
    this.taints = taints;
    this.registration = new NodeRegistration(client, name, clock, taints);
    this.informer =
        client.pods().inAnyNamespace().withField("spec.nodeName", name).runnableInformer(0);
    this.heartbeats =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("heartbeat-" + name).factory());
  }

  /// Registers a node and starts to serve it; returns when pods can be bound to it.
  ///
  /// @param administrator a client whose address and rights the node takes for one of its own
  /// @param folder where the node keeps volumes and logs
  public static ProcessNode start(KubernetesClient administrator, String name, Path folder) {
    return start(administrator, name, folder, List.of());
  }

  /// Starts a node that takes only pods which tolerate these taints.
  static ProcessNode start(
      KubernetesClient administrator, String name, Path folder, List<Taint> taints) {
    return start(administrator, Program.built(), name, folder, taints);
  }

  static ProcessNode start(
      KubernetesClient administrator, Program program, String name, Path folder) {
    return start(administrator, program, name, folder, List.of());
  }

  private static ProcessNode start(
      KubernetesClient administrator,
      Program program,
      String name,
      Path folder,
      List<Taint> taints) {
    var config =
        new ConfigBuilder(administrator.getConfiguration())
            .withWatchReconnectInterval((int) RETRY.toMillis())
            .withRequestRetryBackoffLimit(1)
            .build();
    var client = new KubernetesClientBuilder().withConfig(config).build();
    var node =
        new ProcessNode(client, program, name, folder.toAbsolutePath(), Clock.systemUTC(), taints);
    node.start();
    return node;
  }

  private void start() {
    Await.until("registration of node " + name, REGISTRATION, this::renewed);
    informer.addEventHandler(new PodEvents());
    informer.start().toCompletableFuture().join();
    var _ =
        heartbeats.scheduleWithFixedDelay(
            this::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
    client
        .nodes()
        .withName(name)
        .waitUntilCondition(
            node -> node != null && node.getSpec().getTaints().size() == taints.size(),
            60,
            TimeUnit.SECONDS);
  }

  /// The name of the Node object.
  public String name() {
    return name;
  }

  /// Kills the processes of a pod, as the system does when memory runs out; reported as exit 137.
  public void kill(String namespace, String pod) {
    running(namespace, pod).kill();
  }

  /// The file that takes standard output and standard error of a container; it outlives the pod.
  public Path log(String namespace, String pod, String container) {
    var prefix = "%s_%s_".formatted(namespace, pod);
    try (var homes = Files.list(folder.resolve("pods"))) {
      return homes
          .filter(home -> home.getFileName().toString().startsWith(prefix))
          .map(home -> home.resolve("containers").resolve(container).resolve("log"))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(
              () -> new NoSuchElementException("no log of %s/%s".formatted(namespace, pod)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The node is cut off from the network: processes go on, but nothing is reported, no deletion is
  /// answered and heartbeats stop.
  public void goSilent() {
    link.turnOff();
  }

  /// The node loses power: as [#goSilent()], and the processes are gone.
  public void crash() {
    link.turnOff();
    pods.values().forEach(RunningPod::kill);
  }

  /// Ends [#goSilent()] and [#crash()]: everything that happened meanwhile is reported now.
  public void resume() {
    link.turnOn();
    beat();
  }

  /// From now on pods stay in ContainerCreating.
  public void holdStarts() {
    starts.turnOff();
  }

  /// Ends [#holdStarts()].
  public void releaseStarts() {
    starts.turnOn();
  }

  /// From now on this image cannot be pulled.
  public void refuseImage(String image) {
    refusedImages.add(image);
  }

  /// Ends [#refuseImage(String)]; pods that wait for the image start.
  public void acceptImage(String image) {
    refusedImages.remove(image);
  }

  /// Kills all processes and takes the node from the cluster, if that answers.
  @Override
  public void close() {
    closed = true;
    link.turnOn();
    heartbeats.shutdownNow();
    informer.close();
    pods.values().forEach(RunningPod::abandon);
    try {
      registration.remove();
    } catch (KubernetesClientException e) {
      LOG.debug("node {} stays registered", name, e);
    }
    client.close();
  }

  KubernetesClient client() {
    return client;
  }

  Program program() {
    return program;
  }

  Clock clock() {
    return clock;
  }

  Path pids() {
    return folder.resolve("pids");
  }

  boolean startsAreHeld() {
    return !starts.isOn();
  }

  boolean refuses(String image) {
    return refusedImages.contains(image);
  }

  void awaitLink() throws InterruptedException {
    link.awaitOn();
  }

  void report(Pod pod, PodReport report) throws InterruptedException {
    persist(
        () -> {
          var current = current(pod);
          if (current != null) {
            var status = report.appliedTo(current, clock);
            client.resource(new PodBuilder(current).withStatus(status).build()).updateStatus();
          }
        });
  }

  void remove(Pod pod) throws InterruptedException {
    persist(
        () -> {
          var current = current(pod);
          if (current != null) {
            client.resource(current).withGracePeriod(0).delete();
          }
        });
  }

  /// Records an event on the pod, each text once.
  void warn(Pod pod, String reason, String message) {
    var metadata = pod.getMetadata();
    if (!warnings.add(metadata.getUid() + message)) {
      return;
    }
    var now = clock.instant().toString();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName(metadata.getName() + ".")
            .withNamespace(metadata.getNamespace())
            .endMetadata()
            .withNewInvolvedObject()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(metadata.getName())
            .withNamespace(metadata.getNamespace())
            .withUid(metadata.getUid())
            .endInvolvedObject()
            .withType("Warning")
            .withReason(reason)
            .withMessage(message)
            .withFirstTimestamp(now)
            .withLastTimestamp(now)
            .withCount(1)
            .withNewSource("kubelet", name)
            .build();
    try {
      client.v1().events().inNamespace(metadata.getNamespace()).resource(event).create();
    } catch (KubernetesClientException e) {
      LOG.debug("event of pod {} is lost", metadata.getName(), e);
    }
  }

  private @Nullable Pod current(Pod pod) {
    var metadata = pod.getMetadata();
    var found =
        client.pods().inNamespace(metadata.getNamespace()).withName(metadata.getName()).get();
    return found != null && found.getMetadata().getUid().equals(metadata.getUid()) ? found : null;
  }

  /// Repeats a write until it works, nothing is left to write to, or the node ends.
  private void persist(Runnable write) throws InterruptedException {
    while (!closed) {
      awaitLink();
      try {
        write.run();
        return;
      } catch (KubernetesClientException e) {
        switch (e.getCode()) {
          case HttpURLConnection.HTTP_NOT_FOUND -> {
            return;
          }
          case HttpURLConnection.HTTP_BAD_REQUEST,
              HttpURLConnection.HTTP_FORBIDDEN,
              UNPROCESSABLE ->
              throw e;
          default -> LockSupport.parkNanos(RETRY.toNanos());
        }
      }
    }
  }

  private void beat() {
    if (link.isOn()) {
      var _ = renewed();
    }
  }

  private boolean renewed() {
    try {
      registration.renew();
      return true;
    } catch (KubernetesClientException e) {
      LOG.debug("heartbeat of node {} failed", name, e);
      return false;
    }
  }

  private RunningPod running(String namespace, String pod) {
    return informer.getStore().list().stream()
        .filter(found -> found.getMetadata().getNamespace().equals(namespace))
        .filter(found -> found.getMetadata().getName().equals(pod))
        .map(found -> pods.get(found.getMetadata().getUid()))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no pod %s/%s".formatted(namespace, pod)));
  }

  private void observe(Pod pod) {
    var metadata = pod.getMetadata();
    var running = pods.computeIfAbsent(metadata.getUid(), _ -> launch(pod));
    if (metadata.getDeletionTimestamp() != null) {
      running.requestDeletion(RunningPod.gracePeriod(pod));
    }
  }

  private RunningPod launch(Pod pod) {
    var metadata = pod.getMetadata();
    int number = podNumber.incrementAndGet();
    var home =
        folder
            .resolve("pods")
            .resolve(
                "%s_%s_%s"
                    .formatted(metadata.getNamespace(), metadata.getName(), metadata.getUid()));
    var running =
        new RunningPod(this, pod, "10.244.%d.%d".formatted(number / 250, number % 250 + 1), home);
    Thread.ofVirtual().name(metadata.getName()).start(running);
    return running;
  }

  private final class PodEvents implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      observe(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      observe(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean unknownState) {
      var running = pods.remove(pod.getMetadata().getUid());
      if (running != null) {
        running.abandon();
      }
    }
  }
}
