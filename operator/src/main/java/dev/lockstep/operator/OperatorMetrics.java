package dev.lockstep.operator;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.operator.gate.GateReconciler.Waiting;
import dev.lockstep.operator.kube.Telemetry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The metrics of an operator. Those of single resources are [ResourceSeries] and the counters of
/// this class, which are removed with their resource; a standby has neither.
final class OperatorMetrics implements Telemetry {
  /// The number of runs after which the counters of deleted resources are removed, even if nothing
  /// scrapes the metrics.
  private static final int FORGET_AFTER = 500;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicInteger runs = new AtomicInteger();
  private final BooleanSupplier leading;
  private Supplier<Stream<SchemaMigration>> resources = Stream::of;
  private Supplier<Stream<Waiting>> pods = Stream::of;

  OperatorMetrics(BooleanSupplier leading, BooleanSupplier crdOutdated) {
    this.leading = leading;
    registry.config().meterFilter(sameTags());
    Gauge.builder("lockstep.operator.leading", () -> leading.getAsBoolean() ? 1 : 0)
        .description("1 where the operator works, 0 where it stands by.")
        .register(registry);
    Gauge.builder("lockstep.crd.outdated", () -> crdOutdated.getAsBoolean() ? 1 : 0)
        .description("1 when the CRD lacks what this operator knows, else 0.")
        .register(registry);
    registry
        .getPrometheusRegistry()
        .register(
            new ResourceSeries(
                this::leadersResources, () -> leading.getAsBoolean() ? pods.get() : Stream.of()));
  }

  /// Adds the missing group tag. The framework omits it for kinds of the core group, but Prometheus
  /// requires the same tags for all meters of one name.
  private static MeterFilter sameTags() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().startsWith("operator.sdk.")
            ? withGroup(withGroup(id, ""), "resource.")
            : id;
      }

      private static Meter.Id withGroup(Meter.Id id, String prefix) {
        return id.getTag(prefix + "kind") != null && id.getTag(prefix + "group") == null
            ? id.withTag(Tag.of(prefix + "group", "core"))
            : id;
      }
    };
  }

  /// Sets the sources of the scrapes.
  void watch(Supplier<Stream<SchemaMigration>> migrations, Supplier<Stream<Waiting>> waitingPods) {
    resources = migrations;
    pods = waitingPods;
  }

  MeterRegistry registry() {
    return registry;
  }

  private List<SchemaMigration> leadersResources() {
    return leading.getAsBoolean() ? resources.get().toList() : List.of();
  }

  @Override
  public void runEnded(
      String namespace, String name, String outcome, String failureClass, Duration duration) {
    if (runs.incrementAndGet() % FORGET_AFTER == 0) {
      forgetDeleted();
    }
    Tags resource = Tags.of("namespace", namespace, "name", name);
    Counter.builder("lockstep.runs")
        .description("Number of runs that ended since the operator started.")
        .tags(resource.and("outcome", outcome, "class", failureClass))
        .register(registry)
        .increment();
    Timer.builder("lockstep.run.duration")
        .description("Duration of runs.")
        .tags(resource)
        .register(registry)
        .record(duration);
  }

  @Override
  public void gateOpened(String namespace, Duration waited) {
    Timer.builder("lockstep.gate.wait")
        .description("Time that pods waited at the gate before they were released.")
        .tags("namespace", namespace)
        .register(registry)
        .record(waited);
  }

  /// The metrics in Prometheus' text format.
  String scrape() {
    forgetDeleted();
    return registry.scrape();
  }

  /// Removes the counters of resources that no longer exist.
  private synchronized void forgetDeleted() {
    if (!leading.getAsBoolean()) {
      return;
    }
    Set<String> living =
        resources
            .get()
            .map(
                resource ->
                    resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName())
            .collect(Collectors.toSet());
    List<Meter> gone =
        registry.getMeters().stream()
            .filter(meter -> meter.getId().getName().startsWith("lockstep.run"))
            .filter(
                meter ->
                    !living.contains(
                        meter.getId().getTag("namespace") + "/" + meter.getId().getTag("name")))
            .toList();
    gone.forEach(registry::remove);
  }
}
