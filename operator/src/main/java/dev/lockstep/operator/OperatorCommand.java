package dev.lockstep.operator;

import dev.lockstep.api.v1alpha1.spec.JobSettings;
import dev.lockstep.operator.migration.job.AllowedFields;
import dev.lockstep.operator.migration.job.JobDefaults;
import dev.lockstep.operator.migration.job.JobSettingsDefaults;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.Printable;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.OperatorException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lockstep operator`: watches SchemaMigrations and gated pods until the process is stopped.
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
  private static final Logger LOG = LoggerFactory.getLogger(OperatorCommand.class);

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

  @Option(names = "--port", defaultValue = "8080", description = "Port of /metrics. Default: 8080.")
  private int port = 8080;

  @Option(
      names = "--probe-port",
      defaultValue = "8081",
      description = "Port of /healthz and /readyz. Default: 8081.")
  private int probePort = 8081;

  @Option(
      names = "--metrics-auth",
      paramLabel = "none|tokenReview",
      defaultValue = "none",
      converter = AccessConverter.class,
      description =
          "Who may read /metrics: anybody, or only clients whose token the API server authorizes to get the path /metrics. Default: none.")
  private OperatorConfig.Access metricsAccess = OperatorConfig.Access.NONE;

  @Option(
      names = "--metrics-tls",
      paramLabel = "DIR",
      description =
          "Folder with tls.crt and tls.key for serving /metrics over TLS; both are reloaded when they change. Plain HTTP if absent.")
  private Optional<Path> metricsTls = Optional.empty();

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
          "Images that a resource may use in spec.job, for the run, init containers and volumes; * matches any characters. Repeatable.")
  private List<String> jobImages = List.of();

  @Option(
      names = "--job-fields",
      paramLabel = "FIELD=PATTERN,...",
      description =
          "Names that a resource may use in a field of spec.job, as patterns; none disallows the field. * matches any characters but . and /, ** matches all. Repeatable; fields not named here keep their defaults.")
  private List<String> jobFields = List.of();

  @Option(
      names = "--job-defaults",
      paramLabel = "FILE",
      description =
          "Defaults for the pod of every Job, unless the resource overrides them: a YAML file with the fields of spec.job except image.")
  private Optional<Path> jobDefaults = Optional.empty();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "INFO",
      description =
          "The minimum level to log: debug, info, warn or error. Libraries do not log at debug level. Default: info.")
  private OperatorLog.Verbosity logLevel = OperatorLog.Verbosity.INFO;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "TEXT",
      description = "Format of the log: text, or json with one object per line. Default: text.")
  private OperatorLog.Format logFormat = OperatorLog.Format.TEXT;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    // Comes before the shutdown hook: if this failed later, the hook would wait forever.
    var jobs = new JobSettingsDefaults(jobImage, jobImages, allowedFields(), jobSettings());
    OperatorLog.set(logLevel, logFormat);
    var stop = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    Thread hook = Thread.ofPlatform().name("shutdown").unstarted(() -> end(stop, stopped));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      OperatorConfig config = checked(jobs, stop);
      if (stop.getCount() > 0) {
        work(config, stop);
      }
      return ExitCode.OK.code();
    } catch (CannotStartException e) {
      LOG.error(e.getMessage());
      return ExitCode.RETRY.code();
    } finally {
      stopped.countDown();
    }
  }

  private OperatorConfig checked(JobSettingsDefaults jobs, CountDownLatch stop)
      throws CannotStartException, InterruptedException {
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(connection()).build()) {
      OperatorConfig config = config(client, jobs);
      new StartCheck(client, config).await(stop);
      return config;
    }
  }

  /// Returns the connection to the API server, without retries of requests.
  private Config connection() {
    try {
      return new ConfigBuilder().withRequestRetryBackoffLimit(0).build();
    } catch (KubernetesClientException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "the kubeconfig cannot be read: " + Printable.line(StartCheck.reason(e)),
          e);
    }
  }

  private static void work(OperatorConfig config, CountDownLatch stop)
      throws CannotStartException, InterruptedException {
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        var operator = new LockstepOperator(config, client, Clock.systemUTC())) {
      try {
        operator.start();
      } catch (OperatorException e) {
        throw StartCheck.explained(client, e);
      }
      stop.await();
    }
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

  private AllowedFields allowedFields() {
    try {
      AllowedFields fields = AllowedFields.DEFAULT;
      for (String option : jobFields) {
        fields = fields.with(option);
      }
      return fields;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--job-fields " + e.getMessage(), e);
    }
  }

  private OperatorConfig config(KubernetesClient client, JobSettingsDefaults jobs) {
    String namespace =
        leaseNamespace.orElseGet(
            () -> Optional.ofNullable(client.getNamespace()).orElse("default"));
    String identity =
        Optional.ofNullable(System.getenv("HOSTNAME")).orElse("lockstep") + "-" + UUID.randomUUID();
    return new OperatorConfig(
        namespaces,
        jobs,
        new OperatorConfig.Metrics(port, metricsTls, metricsAccess),
        probePort,
        leaderElection
            ? Optional.of(new OperatorConfig.Lease(namespace, leaseName, identity))
            : Optional.empty());
  }

  private static final class AccessConverter
      implements CommandLine.ITypeConverter<OperatorConfig.Access> {
    @Override
    public OperatorConfig.Access convert(String value) {
      return switch (value) {
        case "none" -> OperatorConfig.Access.NONE;
        case "tokenReview" -> OperatorConfig.Access.TOKEN_REVIEW;
        default ->
            throw new CommandLine.TypeConversionException(
                "expected none or tokenReview, but was '%s'".formatted(value));
      };
    }
  }
}
