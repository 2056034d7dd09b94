package dev.lockstep.operator;

import dev.lockstep.kube.KubeCluster;
import dev.lockstep.kube.PidFile;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.ClassArchive;
import dev.lockstep.testing.FreePort;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The operator as users run it: the built program in its own process, with the permissions of a
/// service account from the chart.
public final class OperatorProcess implements AutoCloseable {
  static final String JOB_IMAGE = "registry.test/lockstep:test";
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(60);

  private final Path kubeconfig;
  private final Optional<String> archiveKind;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> jvmOptions;
  private final List<String> options;
  private final Path log;
  private int port;
  private int probePort;
  private Process process;
  private Optional<ClassArchive> archive = Optional.empty();
  private Duration startTime = Duration.ZERO;

  private OperatorProcess(
      Optional<String> archiveKind,
      Path kubeconfig,
      List<String> jvmOptions,
      List<String> options,
      Path log) {
    this.archiveKind = archiveKind;
    this.kubeconfig = kubeconfig;
    this.jvmOptions = jvmOptions;
    this.options = options;
    this.log = log;
    this.port = FreePort.find();
    this.probePort = FreePort.find();
    this.process = launch();
  }

  /// Starts an operator and waits until its caches are full.
  ///
  /// @param name the name of its files
  /// @param account a client of its service account
  public static OperatorProcess start(
      KubeCluster cluster, String name, KubernetesClient account, String... options) {
    return startWithHeap("256m", cluster, name, account, options);
  }

  /// Starts an operator with a given heap size, such as `64m`.
  static OperatorProcess startWithHeap(
      String heap, KubeCluster cluster, String name, KubernetesClient account, String... options) {
    return start(Optional.of("operator"), List.of("-Xmx" + heap), cluster, name, account, options);
  }

  /// Starts an operator on a JVM with other options, which uses no archive of its classes unless
  /// they say so.
  public static OperatorProcess startWithJvm(
      List<String> jvmOptions,
      KubeCluster cluster,
      String name,
      KubernetesClient account,
      String... options) {
    return start(Optional.empty(), jvmOptions, cluster, name, account, options);
  }

  private static OperatorProcess start(
      Optional<String> archiveKind,
      List<String> jvmOptions,
      KubeCluster cluster,
      String name,
      KubernetesClient account,
      String... options) {
    try {
      Path folder = Files.createDirectories(cluster.folder().resolve("operators"));
      Path kubeconfig = folder.resolve(name + ".kubeconfig");
      Files.writeString(kubeconfig, kubeconfig(account));
      var operator =
          new OperatorProcess(
              archiveKind, kubeconfig, jvmOptions, List.of(options), folder.resolve(name + ".log"));
      operator.awaitReady();
      return operator;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String kubeconfig(KubernetesClient account) {
    var config = account.getConfiguration();
    var builder =
        new ConfigBuilder().withApiVersion("v1").withKind("Config").withCurrentContext("test");
    builder
        .addNewCluster()
        .withName("test")
        .withNewCluster()
        .withServer(config.getMasterUrl())
        .withCertificateAuthorityData(config.getCaCertData())
        .withCertificateAuthority(config.getCaCertFile())
        .endCluster()
        .endCluster()
        .addNewUser()
        .withName("test")
        .withNewUser()
        .withToken(config.getOauthToken())
        .endUser()
        .endUser()
        .addNewContext()
        .withName("test")
        .withNewContext()
        .withCluster("test")
        .withUser("test")
        .withNamespace(config.getNamespace())
        .endContext()
        .endContext();
    return Serialization.asYaml(builder.build());
  }

  private Process launch() {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                // Shows a cleanup of leftover processes to whom this one belongs.
                "-Dlockstep.kubeconfig=" + kubeconfig));
    archive = archiveKind.map(ClassArchive::of);
    archive.map(ClassArchive::options).ifPresent(command::addAll);
    command.addAll(jvmOptions);
    command.addAll(
        List.of(
            "-cp",
            Checkout.target().resolve("lockstep/lib") + "/*",
            "dev.lockstep.Main",
            "operator",
            "--port=" + port,
            "--probe-port=" + probePort,
            "--job-image=" + JOB_IMAGE,
            "--job-images=registry.test/*"));
    command.addAll(options);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    builder.environment().put("KUBECONFIG", kubeconfig.toString());
    try {
      Process started = builder.start();
      PidFile.write(log.resolveSibling("pids"), started);
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts the process again after a kill.
  void restart() {
    launchAgain();
    awaitReady();
  }

  private void launchAgain() {
    port = FreePort.find();
    probePort = FreePort.find();
    process = launch();
  }

  /// Kills the process with SIGKILL and waits for its end.
  void kill() {
    process.destroyForcibly();
    Await.until("the operator is gone", START, () -> !process.isAlive());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// How long it took from the start of the process until its caches were full.
  public Duration startTime() {
    return startTime;
  }

  private void awaitReady() {
    long launched = System.nanoTime();
    Await.until(
        "the operator is ready, see " + log,
        START,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the operator ended: " + log());
          }
          return status("/readyz") == 200;
        });
    startTime = Duration.ofNanos(System.nanoTime() - launched);
  }

  /// Returns the response of a path of the management server.
  String get(String path) {
    try {
      return http.send(request(path), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The port of the metrics.
  int port() {
    return port;
  }

  /// Returns the status code of a path of the management server, 0 without a response.
  int status(String path) {
    try {
      return http.send(request(path), BodyHandlers.discarding()).statusCode();
    } catch (IOException _) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest request(String path) {
    int at = path.equals("/metrics") ? port : probePort;
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at + path))
        .timeout(Duration.ofSeconds(10))
        .build();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      // A JVM that records a cache writes it now.
      if (process.waitFor(END)) {
        archive.ifPresent(made -> made.keep(process.exitValue()));
      } else {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
