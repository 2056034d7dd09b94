package dev.lockstep.operator;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.operator.gate.GateReconciler.Waiting;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.operator.kube.Telemetry;
import dev.lockstep.schema.DurationText;
import io.fabric8.kubernetes.api.model.Condition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The metrics of an operator. Those of single resources are computed from the caches at each
/// scrape, so that they cannot differ from the statuses, and vanish with their resource; a standby
/// has none of them.
final class OperatorMetrics implements Telemetry {
  private static final String PREFIX = "lockstep.schemamigration.";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final BooleanSupplier leading;
  private final MultiGauge ready = gauge("ready", "1 when the resource is Ready, else 0.");
  private final MultiGauge stalled = gauge("stalled", "1 when a person is needed, else 0.");
  private final MultiGauge pending = gauge("pending.scripts", "Scripts that are not applied.");
  private final MultiGauge drifted =
      gauge("drifted.objects", "Objects that other hands have changed, as status.drift has them.");
  private final MultiGauge info =
      gauge("info", "Recorded and desired version and the reason of Ready, always 1.");
  private final MultiGauge verified =
      gauge(
          "last.success.timestamp.seconds",
          "When the database was last read with success, in seconds since 1970.");
  private final MultiGauge interval =
      gauge(
          "verify.interval.seconds",
          "How often the database is to be read again; absent where it is not.");
  private final MultiGauge waiting =
      MultiGauge.builder("lockstep.gate.waiting.pods")
          .description("Pods that wait for a schema.")
          .register(registry);
  private Supplier<Stream<SchemaMigration>> resources = Stream::of;
  private Supplier<Stream<Waiting>> pods = Stream::of;

  OperatorMetrics(BooleanSupplier leading, BooleanSupplier crdOutdated) {
    this.leading = leading;
    Gauge.builder("lockstep.operator.leading", () -> leading.getAsBoolean() ? 1 : 0)
        .description("1 where the operator works, 0 where it stands by.")
        .register(registry);
    Gauge.builder("lockstep.crd.outdated", () -> crdOutdated.getAsBoolean() ? 1 : 0)
        .description("1 when the CRD lacks what this operator knows, else 0.")
        .register(registry);
  }

  /// Where the scrapes read from.
  void watch(Supplier<Stream<SchemaMigration>> migrations, Supplier<Stream<Waiting>> waitingPods) {
    resources = migrations;
    pods = waitingPods;
  }

  MeterRegistry registry() {
    return registry;
  }

  private MultiGauge gauge(String name, String description) {
    return MultiGauge.builder(PREFIX + name).description(description).register(registry);
  }

  @Override
  public void runEnded(
      String namespace, String name, String outcome, String failureClass, Duration duration) {
    Tags resource = Tags.of("namespace", namespace, "name", name);
    Counter.builder("lockstep.runs")
        .description("Runs that ended since the operator started.")
        .tags(resource.and("outcome", outcome, "class", failureClass))
        .register(registry)
        .increment();
    Timer.builder("lockstep.run.duration")
        .description("How long runs took.")
        .tags(resource)
        .register(registry)
        .record(duration);
  }

  @Override
  public void gateOpened(String namespace, Duration waited) {
    Timer.builder("lockstep.gate.wait")
        .description("How long pods waited until they were let go.")
        .tags("namespace", namespace)
        .register(registry)
        .record(waited);
  }

  /// The metrics in Prometheus' text format.
  synchronized String scrape() {
    List<SchemaMigration> all = leading.getAsBoolean() ? resources.get().toList() : List.of();
    rows(ready, all, ofStatus(status -> condition(status, Conditions.READY)));
    rows(stalled, all, ofStatus(status -> condition(status, Conditions.STALLED)));
    rows(pending, all, ofStatus(status -> number(status.pendingCount())));
    rows(drifted, all, ofStatus(status -> status.drift().size()));
    rows(verified, all, ofStatus(status -> seconds(status.lastVerifiedAt())));
    rows(interval, all, OperatorMetrics::verifyInterval);
    info.register(all.stream().map(OperatorMetrics::versions).toList(), true);
    waiting.register(
        (leading.getAsBoolean() ? pods.get() : Stream.<Waiting>of())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                .entrySet()
                .stream()
                .map(
                    entry ->
                        MultiGauge.Row.of(
                            Tags.of(
                                "namespace",
                                entry.getKey().namespace(),
                                "name",
                                entry.getKey().migration()),
                            entry.getValue()))
                .toList(),
        true);
    forgetDeleted(all);
    return registry.scrape();
  }

  private static void rows(
      MultiGauge gauge,
      List<SchemaMigration> resources,
      Function<SchemaMigration, @Nullable Number> value) {
    var rows = new ArrayList<MultiGauge.Row<?>>();
    for (SchemaMigration resource : resources) {
      Number number = value.apply(resource);
      if (number != null) {
        rows.add(MultiGauge.Row.of(tags(resource), number));
      }
    }
    gauge.register(rows, true);
  }

  private static Function<SchemaMigration, @Nullable Number> ofStatus(
      Function<SchemaMigrationStatus, @Nullable Number> value) {
    return resource -> resource.getStatus() == null ? null : value.apply(resource.getStatus());
  }

  private static @Nullable Number verifyInterval(SchemaMigration resource) {
    SchemaMigrationSpec spec = resource.getSpec();
    if (spec == null || spec.suspend()) {
      return null;
    }
    return DurationText.parse(spec.verify().every())
        .filter(Duration::isPositive)
        .map(every -> every.toMillis() / 1000.0)
        .orElse(null);
  }

  private static MultiGauge.Row<?> versions(SchemaMigration resource) {
    SchemaMigrationStatus status = resource.getStatus();
    String version = status == null || status.version() == null ? "" : status.version();
    String desired =
        status == null || status.desiredVersion() == null ? "" : status.desiredVersion();
    String reason =
        status == null
            ? ""
            : Conditions.find(status.conditions(), Conditions.READY)
                .map(Condition::getReason)
                .orElse("");
    return MultiGauge.Row.of(
        tags(resource).and("version", version, "desired_version", desired, "reason", reason), 1);
  }

  private static Tags tags(SchemaMigration resource) {
    return Tags.of(
        "namespace",
        resource.getMetadata().getNamespace(),
        "name",
        resource.getMetadata().getName());
  }

  private static Number condition(SchemaMigrationStatus status, String type) {
    return Conditions.find(status.conditions(), type)
            .filter(condition -> "True".equals(condition.getStatus()))
            .isPresent()
        ? 1
        : 0;
  }

  private static Number number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static @Nullable Number seconds(@Nullable String time) {
    if (time == null) {
      return null;
    }
    try {
      return Instant.parse(time).getEpochSecond();
    } catch (DateTimeParseException _) {
      return null;
    }
  }

  /// Drops the counters of resources that are gone.
  private void forgetDeleted(List<SchemaMigration> all) {
    if (!leading.getAsBoolean()) {
      return;
    }
    Set<String> living =
        all.stream()
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
