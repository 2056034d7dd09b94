package dev.lockstep.kube;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A real node: containerd, kubelet and kube-proxy in a network namespace and a cgroup of their
/// own. It ends with its cluster at the latest.
public final class Machine {
  /// A part of the node that a test can stop and start; containers go on without it.
  public enum Component {
    CONTAINERD,
    KUBELET,
    PROXY
  }

  private final Path folder;
  private final int number;

  Machine(Path folder, int number) {
    this.folder = folder;
    this.number = number;
  }

  /// The name of its Node.
  public String name() {
    return "node-" + number;
  }

  /// Starts it, also after [#powerOff], and returns when its Node is Ready.
  public void boot() {
    run("up");
  }

  /// Ends it and all that runs on it at once, without a word to anybody.
  public void powerOff() {
    run("kill");
  }

  /// Puts the image of a docker-archive into its store.
  public void load(Path image) {
    run("load", image.toString());
  }

  public void stop(Component component) {
    run("stop", component.name().toLowerCase(Locale.ROOT));
  }

  public void start(Component component) {
    run("start", component.name().toLowerCase(Locale.ROOT));
  }

  /// Sends a signal to the first process of a container.
  public void signal(Pod pod, String container, String signal) {
    run("ctr", "tasks", "kill", "-s", signal, containerId(pod, container));
  }

  /// Runs a program of this machine in the network of a pod.
  public void inNetworkOf(Pod pod, String container, List<String> program) {
    String id = containerId(pod, container);
    String pid =
        run("ctr", "tasks", "ls")
            .lines()
            .filter(line -> line.startsWith(id))
            .map(line -> line.split(" +", -1)[1])
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("container %s does not run".formatted(id)));
    var command = new ArrayList<>(List.of("nsenter", "--net=/proc/%s/ns/net".formatted(pid)));
    command.addAll(program);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException("%s failed: %s".formatted(command, words));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while %s ran".formatted(command), e);
    }
  }

  private static String containerId(Pod pod, String container) {
    return pod.getStatus().getContainerStatuses().stream()
        .filter(status -> status.getName().equals(container))
        .map(status -> status.getContainerID().replaceFirst("^containerd://", ""))
        .findFirst()
        .orElseThrow();
  }

  private String run(String command, String... arguments) {
    var all = new ArrayList<>(List.of(command, folder.toString(), Integer.toString(number)));
    all.addAll(List.of(arguments));
    return ClusterScript.NODE.run(all.toArray(String[]::new));
  }
}
