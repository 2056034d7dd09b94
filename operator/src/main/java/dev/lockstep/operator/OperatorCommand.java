package dev.lockstep.operator;

import dev.lockstep.api.v1alpha1.JobSettings;
import dev.lockstep.operator.migration.JobDefaults;
import dev.lockstep.operator.migration.JobSettingsDefaults;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lockstep operator`: watches SchemaMigrations and gated pods until it is told to stop.
@Command(
    name = "operator",
    mixinStandardHelpOptions = true,
    description = "Runs the Kubernetes operator.",
    footer = {
      "",
      "Example, outside a cluster with the current kubeconfig:",
      "  lockstep operator --job-image registry.example.com/lockstep:0.1.0 --leader-election=false"
    })
public final class OperatorCommand implements Callable<Integer> {
  @Option(
      names = "--namespaces",
      split = ",",
      paramLabel = "NAME",
      description = "Namespaces to watch, separated by commas. All when absent.")
  private Set<String> namespaces = Set.of();

  @Option(
      names = "--leader-election",
      arity = "1",
      defaultValue = "true",
      description = "Whether several operators agree on one that works. Default: true.")
  private boolean leaderElection = true;

  @Option(
      names = "--lease-namespace",
      paramLabel = "NAME",
      description = "Namespace of the Lease. The operator's own when absent.")
  private Optional<String> leaseNamespace = Optional.empty();

  @Option(
      names = "--lease-name",
      paramLabel = "NAME",
      defaultValue = "lockstep-operator",
      description = "Name of the Lease. Default: lockstep-operator.")
  private String leaseName = "lockstep-operator";

  @Option(
      names = "--port",
      defaultValue = "8080",
      description = "Port of /healthz, /readyz and /metrics. Default: 8080.")
  private int port = 8080;

  @Option(
      names = "--job-image",
      required = true,
      paramLabel = "IMAGE",
      description = "Image of the Jobs that run scripts.")
  private String jobImage = "";

  @Option(
      names = "--job-images",
      paramLabel = "PATTERN",
      description =
          "Images that a resource may name in spec.job, for the run, init containers and volumes; * stands for any characters. Repeatable.")
  private List<String> jobImages = List.of();

  @Option(
      names = "--job-defaults",
      paramLabel = "FILE",
      description =
          "What every Job's pod gets, as far as its resource does not say otherwise: the fields of spec.job but image, as YAML.")
  private Optional<Path> jobDefaults = Optional.empty();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    // Before the hook, which waits for the end of what has not begun where this fails.
    JobSettings settings = jobSettings();
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    Thread hook = Thread.ofPlatform().name("shutdown").unstarted(() -> end(stop, stopped));
    Runtime.getRuntime().addShutdownHook(hook);
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        var operator = new LockstepOperator(config(client, settings), client, Clock.systemUTC())) {
      operator.start();
      stop.await();
    } finally {
      stopped.countDown();
    }
    return 0;
  }

  /// Lets `call` clean up before the process ends.
  private static void end(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    awaitQuietly(stopped);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private JobSettings jobSettings() {
    try {
      return jobDefaults.map(JobDefaults::read).orElse(JobSettings.NONE);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--job-defaults " + e.getMessage(), e);
    }
  }

  private OperatorConfig config(KubernetesClient client, JobSettings settings) {
    String namespace =
        leaseNamespace.orElseGet(
            () -> Optional.ofNullable(client.getNamespace()).orElse("default"));
    String identity =
        Optional.ofNullable(System.getenv("HOSTNAME")).orElse("lockstep") + "-" + UUID.randomUUID();
    return new OperatorConfig(
        namespaces,
        new JobSettingsDefaults(jobImage, jobImages, settings),
        port,
        leaderElection
            ? Optional.of(new OperatorConfig.Lease(namespace, leaseName, identity))
            : Optional.empty());
  }
}
