package dev.lockstep.demo;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.PidFile;
import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The built program `lockstep operator`, running as a process outside of the cluster.
final class OperatorProgram implements AutoCloseable {
  private static final String IMAGE = "lockstep:demo";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int OK = 200;

  private final Process process;
  private final Path log;
  private final int port;
  private final int probePort;

  private OperatorProgram(Process process, Path log, int port, int probePort) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.probePort = probePort;
  }

  /// Starts it and waits until its caches are full.
  ///
  /// @param watched the namespaces it looks after, all when empty
  static OperatorProgram start(
      KubeCluster cluster, Path folder, String namespace, String account, List<String> watched) {
    try {
      Path own = Files.createDirectories(cluster.folder().resolve("operators"));
      Path kubeconfig = kubeconfig(cluster, own, namespace, account);
      Files.createDirectories(folder);
      Path log = folder.resolve("operator.log");
      int port = FreePort.find();
      int probePort = FreePort.find();
      var command = new ArrayList<String>();
      command.add(Checkout.target().resolve("lockstep/bin/lockstep").toString());
      command.addAll(
          List.of(
              "operator", "--port=" + port, "--probe-port=" + probePort, "--job-image=" + IMAGE));
      command.add("--lease-namespace=" + namespace);
      watched.forEach(name -> command.add("--namespaces=" + name));
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.redirectOutput(log.toFile()).environment().put("KUBECONFIG", kubeconfig.toString());
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("LOCKSTEP_JAVA_OPTS", options(kubeconfig));
      Process process = builder.start();
      PidFile.write(own.resolve("pids"), process);
      var operator = new OperatorProgram(process, log, port, probePort);
      operator.awaitReady();
      return operator;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The property lets a cleaner of leftovers see whose the process is.
  private static String options(Path kubeconfig) {
    return "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlockstep.kubeconfig=" + kubeconfig;
  }

  /// The administrator's file with the service account in the administrator's place.
  private static Path kubeconfig(KubeCluster cluster, Path folder, String namespace, String account)
      throws IOException {
    Path file = folder.resolve("operator.kubeconfig");
    Files.copy(cluster.kubeconfig(), file, StandardCopyOption.COPY_ATTRIBUTES);
    String token = cluster.clientFor(namespace, account).getConfiguration().getOauthToken();
    var changed = cluster.kubectl().with(file);
    changed.run("config", "set-credentials", account, "--token=" + token).orThrow();
    changed.run("config", "set-context", "--current", "--user=" + account).orThrow();
    changed.run("config", "set-context", "--current", "--namespace=" + namespace).orThrow();
    return file;
  }

  /// Where it serves its metrics.
  String metricsUrl() {
    return "http://127.0.0.1:%d/metrics".formatted(port);
  }

  /// What it serves there.
  String metrics() {
    try {
      return get(metricsUrl()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > end) {
        process.destroyForcibly();
        throw new NotSeenException("the operator becomes ready", "see " + log);
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  private boolean isReady() {
    try {
      return get("http://127.0.0.1:%d/readyz".formatted(probePort)).statusCode() == OK;
    } catch (IOException _) {
      return false;
    }
  }

  private static HttpResponse<String> get(String url) throws IOException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build();
      return http.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
