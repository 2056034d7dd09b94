package dev.lockstep.operator;

import dev.lockstep.operator.gate.GateReconciler;
import dev.lockstep.operator.kube.Events;
import dev.lockstep.operator.kube.GatedPods;
import dev.lockstep.operator.kube.ResourceCloner;
import dev.lockstep.operator.kube.SlimClients;
import dev.lockstep.operator.migration.MigrationReconciler;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// One operator process with its controllers, metrics and probes.
final class LockstepOperator implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration RENEW = Duration.ofSeconds(7);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final AtomicBoolean leading = new AtomicBoolean();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final OperatorConfig config;
  private final SlimClients clients;
  private final AtomicBoolean started = new AtomicBoolean();
  private final MigrationReconciler migrations;
  private final Operator operator;
  private final OperatorMetrics metrics;
  private final CrdCheck crd;
  private final ManagementServer server;

  LockstepOperator(OperatorConfig config, KubernetesClient client, Clock clock) {
    this.config = config;
    crd = new CrdCheck(client);
    metrics = new OperatorMetrics(leading::get, crd::outdated);
    clients = SlimClients.of(client.getConfiguration());
    var events = new Events(clients.objects(), clock);
    var gate = new GateReconciler(clients.objects(), clock, events, metrics);
    migrations = new MigrationReconciler(clients, config.jobs(), clock, events, metrics);
    operator = new Operator(overrider -> configure(overrider, clients.objects()));
    operator.register(migrations, this::configure);
    operator.register(
        gate,
        overrider -> {
          configure(overrider);
          overrider.withLabelSelector(GatedPods.SELECTOR);
        });
    metrics.watch(migrations::resources, gate::waiting);
    server =
        new ManagementServer(
            new ManagementServer.Metrics(
                config.metrics().port(),
                new SharedScrape(metrics::scrape, System::nanoTime),
                config.metrics().tls().map(LockstepOperator::certificate),
                config.metrics().access() == OperatorConfig.Access.TOKEN_REVIEW
                    ? Optional.of(new MetricsAccess(clients.objects(), System::nanoTime))
                    : Optional.empty()),
            config.probePort(),
            () -> !closed.get(),
            started::get);
  }

  private static TlsFiles certificate(Path folder) {
    var files = new TlsFiles(folder, System::nanoTime);
    try {
      files.context();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /// Fills the caches and starts to work, or to stand by if another operator is the leader.
  void start() {
    server.start();
    operator.start();
    crd.start();
    if (config.lease().isEmpty()) {
      leading.set(true);
    }
    started.set(true);
  }

  /// The port of the metrics.
  int port() {
    return server.port();
  }

  private void configure(ConfigurationServiceOverrider overrider, KubernetesClient client) {
    overrider
        .withKubernetesClient(client)
        .withCloseClientOnStop(false)
        .withResourceCloner(new ResourceCloner(client.getKubernetesSerialization()))
        // Resource versions of one kind increase with each write. Without comparing them, a late
        // event would put the status from before the operator's last write back into the cache.
        .withParseResourceVersions(true)
        .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(metrics.registry()));
    config
        .lease()
        .ifPresent(
            lease ->
                overrider.withLeaderElectionConfiguration(
                    new LeaderElectionConfiguration(
                        lease.name(),
                        lease.namespace(),
                        LEASE,
                        RENEW,
                        RETRY,
                        lease.identity(),
                        new LeaderCallbacks(() -> leading.set(true), this::stopLeading, _ -> {}),
                        false)));
  }

  /// Ends the process: an operator that lost its Lease must not write any more, while a new process
  /// can stand by. The framework's own exit is disabled (`false` above), because it would also
  /// happen while the operator is being stopped, and there `System.exit` never returns.
  private void stopLeading() {
    leading.set(false);
    if (!closed.get()) {
      System.exit(1);
    }
  }

  private <P extends HasMetadata> void configure(ControllerConfigurationOverrider<P> overrider) {
    overrider.withInformerListLimit(SlimClients.PAGE);
    // The only exceptions are those of an API server that does not accept the operator's writes.
    // They are retried indefinitely.
    overrider.withRetry(
        new GenericRetry()
            .setInitialInterval(Duration.ofSeconds(1))
            .setMaxInterval(LONGEST_RETRY.toMillis())
            .withoutMaxAttempts());
    if (!config.namespaces().isEmpty()) {
      overrider.settingNamespaces(config.namespaces());
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      started.set(false);
      crd.close();
      operator.stop();
      server.close();
      clients.close();
    }
  }
}
