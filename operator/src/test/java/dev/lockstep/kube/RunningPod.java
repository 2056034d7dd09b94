package dev.lockstep.kube;

import dev.lockstep.kube.ContainerState.Running;
import dev.lockstep.kube.ContainerState.Terminated;
import dev.lockstep.kube.ContainerState.Waiting;
import dev.lockstep.kube.PodReport.Verdict;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one pod on a [ProcessNode], from creation to removal, in one thread. Containers are
/// never started a second time, whatever the restart policy says.
final class RunningPod implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningPod.class);
  private static final Duration RETRY = Duration.ofMillis(250);

  private final ProcessNode node;
  private final Pod pod;
  private final PodFields fields;
  private final Path folder;
  private final Instant startTime;
  private final CompletableFuture<Duration> deletion = new CompletableFuture<>();
  private final CompletableFuture<Boolean> gone = new CompletableFuture<>();
  private final CompletableFuture<Boolean> deadline = new CompletableFuture<>();
  private final Map<String, ContainerState> states = new LinkedHashMap<>();
  private final List<ContainerProcess> processes = new CopyOnWriteArrayList<>();
  private Optional<Verdict> verdict = Optional.empty();

  RunningPod(ProcessNode node, Pod pod, String podIp, Path folder) {
    this.node = node;
    this.pod = pod;
    this.fields = new PodFields(pod, podIp);
    this.folder = folder;
    this.startTime = node.clock().instant();
  }

  /// The pod's object asks for its end; the last word about the grace period counts.
  void requestDeletion(Duration grace) {
    deletion.complete(grace);
  }

  /// The pod's object is no more, or the node ends: processes are killed and nothing is reported.
  void abandon() {
    gone.complete(true);
    kill();
  }

  void kill() {
    processes.forEach(ContainerProcess::kill);
  }

  @Override
  public void run() {
    try {
      node.awaitLink();
      live();
      if (!gone.isDone()) {
        CompletableFuture.anyOf(deletion, gone).join();
        node.awaitLink();
      }
      if (!gone.isDone()) {
        node.remove(pod);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void live() throws InterruptedException, IOException {
    var phase = pod.getStatus().getPhase();
    if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
      return;
    }
    if ("Running".equals(phase)) {
      // Of a node program that ended before: its processes are gone.
      allContainers().forEach(container -> states.put(container.getName(), unknown()));
    } else if (awaitStart()) {
      awaitEnd();
    } else {
      verdict = Optional.of(new Verdict("Terminated", "the pod was deleted before it started"));
    }
    report();
  }

  /// Tries to start until it works; false when the end came first.
  private boolean awaitStart() throws InterruptedException, IOException {
    setAll(ContainerState.creating());
    report();
    while (!ended()) {
      if (node.startsAreHeld()) {
        pause();
      } else {
        var obstacle = tryToStart();
        if (obstacle.isEmpty()) {
          report();
          return true;
        }
        if (!states.containsValue(obstacle.get())) {
          setAll(obstacle.get());
          report();
        }
        pause();
      }
    }
    return false;
  }

  private Optional<Waiting> tryToStart() throws IOException {
    try {
      return start();
    } catch (KubernetesClientException e) {
      LOG.debug("pod {} waits for the API server", pod.getMetadata().getName(), e);
      return Optional.of(ContainerState.creating());
    }
  }

  /// Starts everything, or tells what is in the way.
  private Optional<Waiting> start() throws IOException {
    for (var container : allContainers()) {
      if (node.refuses(container.getImage())) {
        return Optional.of(pullError(container.getImage()));
      }
    }
    try {
      new PodVolumes(node.client(), fields).writeBelow(folder.resolve("volumes"));
    } catch (MissingReferenceException e) {
      node.warn(pod, "FailedMount", e.reference());
      return Optional.of(ContainerState.creating());
    }
    try {
      startContainers();
    } catch (MissingReferenceException e) {
      return Optional.of(new Waiting("CreateContainerConfigError", e.reference()));
    }
    return Optional.empty();
  }

  private Waiting pullError(String image) {
    boolean again =
        states.values().stream()
            .anyMatch(state -> state instanceof Waiting w && w.reason().contains("Image"));
    return again
        ? new Waiting("ImagePullBackOff", "Back-off pulling image \"%s\"".formatted(image))
        : new Waiting("ErrImagePull", "failed to pull image \"%s\": not found".formatted(image));
  }

  private void startContainers() throws IOException, MissingReferenceException {
    var environments = new LinkedHashMap<Container, ContainerEnvironment>();
    for (var container : programs()) {
      environments.put(container, ContainerEnvironment.of(node.client(), fields, container));
    }
    var now = node.clock().instant();
    for (var container : pod.getSpec().getInitContainers()) {
      boolean sidecar = "Always".equals(container.getRestartPolicy());
      states.put(container.getName(), sidecar ? new Running(now) : Terminated.completed(now, now));
    }
    pod.getSpec().getContainers().forEach(c -> states.put(c.getName(), new Running(now)));
    for (var entry : environments.entrySet()) {
      var container = entry.getKey();
      var root = containerRoot(container);
      root.create(folder.resolve("volumes"));
      processes.add(
          ContainerProcess.start(
              node.program(), container, root, entry.getValue(), node.pids(), node.clock()));
    }
    if (gone.isDone()) {
      kill();
    }
    startDeadline();
    readProcesses();
  }

  private void startDeadline() {
    var seconds = pod.getSpec().getActiveDeadlineSeconds();
    if (seconds != null) {
      deadline.completeOnTimeout(true, seconds, TimeUnit.SECONDS);
    }
  }

  private void awaitEnd() throws InterruptedException, IOException {
    while (!ended() && !allTerminated()) {
      var events = new ArrayList<CompletableFuture<?>>(List.of(deletion, gone, deadline));
      processes.stream()
          .filter(process -> states.get(process.name()) instanceof Running)
          .map(ContainerProcess::end)
          .forEach(events::add);
      CompletableFuture.anyOf(events.toArray(CompletableFuture[]::new)).join();
      readProcesses();
      if (!ended() && !allTerminated()) {
        report();
      }
    }
    node.awaitLink();
    if (deadline.isDone() && !allTerminated()) {
      verdict =
          Optional.of(
              new Verdict(
                  "DeadlineExceeded",
                  "Pod was active on the node longer than the specified deadline"));
    }
    endProcesses();
    endOthers();
  }

  private void endProcesses() {
    var grace = deletion.isDone() ? deletion.join() : gracePeriod(pod);
    var ends =
        CompletableFuture.allOf(
            processes.stream().map(ContainerProcess::end).toArray(CompletableFuture[]::new));
    if (!ends.isDone() && !gone.isDone()) {
      processes.forEach(ContainerProcess::askToEnd);
      CompletableFuture.anyOf(ends, gone)
          .completeOnTimeout(true, grace.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    }
    kill();
    ends.join();
    readProcesses();
  }

  /// Containers without a process end as well-behaved ones do.
  private void endOthers() {
    var now = node.clock().instant();
    states.replaceAll(
        (_, state) ->
            state instanceof Running(var startedAt) ? Terminated.completed(startedAt, now) : state);
  }

  private void readProcesses() {
    processes.forEach(process -> states.put(process.name(), process.state()));
  }

  private void setAll(ContainerState state) {
    allContainers().forEach(container -> states.put(container.getName(), state));
  }

  private boolean ended() {
    return deletion.isDone() || gone.isDone() || deadline.isDone();
  }

  private boolean allTerminated() {
    return pod.getSpec().getContainers().stream()
        .allMatch(container -> states.get(container.getName()) instanceof Terminated);
  }

  private Terminated unknown() {
    var now = node.clock().instant();
    return new Terminated(
        137,
        "ContainerStatusUnknown",
        "The container could not be located when the pod was terminated",
        now,
        now);
  }

  private void report() throws InterruptedException {
    if (!gone.isDone()) {
      node.report(pod, new PodReport(fields.podIp(), startTime, states, verdict));
    }
  }

  private void pause() throws InterruptedException {
    try {
      CompletableFuture.anyOf(deletion, gone).get(RETRY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      // The usual case: time to look again.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private ContainerRoot containerRoot(Container container) {
    var own = folder.resolve("containers").resolve(container.getName());
    return new ContainerRoot(own.resolve("root"), container);
  }

  private List<Container> programs() {
    return pod.getSpec().getContainers().stream().filter(ContainerProcess::isProgram).toList();
  }

  private List<Container> allContainers() {
    var all = new ArrayList<>(pod.getSpec().getInitContainers());
    all.addAll(pod.getSpec().getContainers());
    return all;
  }

  static Duration gracePeriod(Pod pod) {
    var asked = pod.getMetadata().getDeletionGracePeriodSeconds();
    var specified = pod.getSpec().getTerminationGracePeriodSeconds();
    return Duration.ofSeconds(asked != null ? asked : specified != null ? specified : 30);
  }
}
