package dev.lockstep.chart;

import dev.lockstep.kube.KubeCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A release of the chart in a cluster, as `helm` makes it.
public final class HelmRelease {
  private final KubeCluster cluster;
  private final String name;
  private final String namespace;

  public HelmRelease(KubeCluster cluster, String name, String namespace) {
    this.cluster = cluster;
    this.name = name;
    this.namespace = namespace;
  }

  /// Installs the chart of this tree, or upgrades to it, and returns when all of it is ready.
  ///
  /// @param values the text of the values file
  public void install(String values) {
    install(Chart.FOLDER, values);
  }

  /// Installs a chart, or upgrades or goes back to it.
  ///
  /// @param chart the folder of the chart
  public void install(Path chart, String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      Files.writeString(file, values);
      HelmProgram.run(
          "install",
          chart.toString(),
          name,
          namespace,
          file.toString(),
          cluster.kubeconfig().toString());
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Uninstalls it, and returns before what it had made is gone.
  public void uninstall() {
    try {
      HelmProgram.run("uninstall", name, namespace, cluster.kubeconfig().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
