package dev.lockstep.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;

/// Writes down what a namespace holds, for whoever has to find out why a test failed. Secrets are
/// left out.
public final class FailureRecord {
  private final KubeCluster cluster;
  private final Path folder;

  public FailureRecord(KubeCluster cluster, Path folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  public void write(String namespace) {
    var kinds =
        resourceNames().stream()
            .filter(kind -> !kind.equals("secrets") && !kind.startsWith("events"))
            .collect(Collectors.joining(","));
    write("resources.yaml", "-n", namespace, "get", kinds, "-o", "yaml");
    write("overview.txt", "-n", namespace, "get", kinds, "-o", "wide");
    write("events.txt", "-n", namespace, "events");
    write("nodes.yaml", "get", "nodes", "-o", "yaml");
    copyLogs(namespace);
    if (Files.isDirectory(cluster.folder().resolve("machines"))) {
      fetchLogs(namespace);
    }
  }

  private void fetchLogs(String namespace) {
    var pods = cluster.kubectl().run("-n", namespace, "get", "pods", "-o", "name").output();
    for (String pod : pods.lines().toList()) {
      var file = pod.replaceFirst("^pod/", "") + ".log";
      write(file, "-n", namespace, "logs", "--all-containers", "--prefix", "--timestamps", pod);
    }
  }

  private void copyLogs(String namespace) {
    var nodes = cluster.folder().resolve("nodes");
    if (!Files.isDirectory(nodes)) {
      return;
    }
    try (var files = Files.find(nodes, 6, (file, _) -> file.endsWith("log"))) {
      for (var log : files.toList()) {
        // NODE/pods/POD/containers/CONTAINER/log
        var parts = nodes.relativize(log);
        if (parts.getName(2).toString().startsWith(namespace + "_")) {
          var copy = "%s_%s.log".formatted(parts.getName(2), parts.getName(4));
          Files.copy(log, folder.resolve(copy), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> resourceNames() {
    return cluster
        .kubectl()
        .run("api-resources", "--namespaced", "--verbs=list", "-o", "name")
        .output()
        .lines()
        .toList();
  }

  private void write(String file, String... arguments) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(file), cluster.kubectl().run(arguments).output());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
