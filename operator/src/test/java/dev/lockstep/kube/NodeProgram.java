package dev.lockstep.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A [ProcessNode] as a program of its own, for the demo. It ends, with everything it runs, on
/// SIGTERM or when its cluster is taken down.
///
/// Usage: `NodeProgram KUBECONFIG FOLDER NAME`, FOLDER being `nodes/NAME` in the cluster's folder.
final class NodeProgram {
  private NodeProgram() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 3) {
      System.err.println("usage: NodeProgram KUBECONFIG FOLDER NAME");
      System.exit(2);
    }
    var folder = Path.of(args[1]);
    var pids = Files.createDirectories(folder.resolve("pids"));
    var pid = Long.toString(ProcessHandle.current().pid());
    Files.writeString(pids.resolve(pid), pid);
    var config = Config.fromKubeconfig(Path.of(args[0]).toFile());
    var client = new KubernetesClientBuilder().withConfig(config).build();
    var node = ProcessNode.start(client, args[2], folder);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(node::close));
    System.out.println("node " + node.name() + " is ready");
    new CountDownLatch(1).await();
  }
}
