package dev.lockstep.operator;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.api.v1alpha1.SchemaMigrationSpec;
import dev.lockstep.api.v1alpha1.SchemaMigrationStatus;
import dev.lockstep.operator.gate.GateReconciler.Waiting;
import dev.lockstep.operator.kube.Conditions;
import dev.lockstep.schema.DurationText;
import io.fabric8.kubernetes.api.model.Condition;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The metrics of single resources, computed from the caches at each scrape. They cannot differ
/// from the statuses, vanish with their resource, and cost nothing between scrapes.
final class ResourceSeries implements MultiCollector {
  private static final String PREFIX = "lockstep_schemamigration";

  private final Supplier<List<SchemaMigration>> resources;
  private final Supplier<Stream<Waiting>> pods;

  ResourceSeries(Supplier<List<SchemaMigration>> resources, Supplier<Stream<Waiting>> pods) {
    this.resources = resources;
    this.pods = pods;
  }

  @Override
  public MetricSnapshots collect() {
    List<SchemaMigration> all = resources.get();
    var series = new ArrayList<MetricSnapshot>();
    add(
        series,
        "ready",
        "1 if the resource is Ready, otherwise 0.",
        all,
        ofStatus(status -> condition(status, Conditions.READY)));
    add(
        series,
        "stalled",
        "1 if the resource needs manual intervention, otherwise 0.",
        all,
        ofStatus(status -> condition(status, Conditions.STALLED)));
    add(
        series,
        "pending_scripts",
        "Number of scripts that are not applied.",
        all,
        ofStatus(SchemaMigrationStatus::pendingCount));
    add(
        series,
        "drifted_objects",
        "Number of schema objects changed outside Lockstep, as listed in status.drift.",
        all,
        ofStatus(status -> status.drift().size()));
    addVerification(series, all);
    addInfo(series, all);
    addWaiting(series, pods.get());
    return new MetricSnapshots(series);
  }

  private static void addVerification(List<MetricSnapshot> series, List<SchemaMigration> all) {
    add(
        series,
        "last_success_timestamp_seconds",
        "Time of the last successful read of the database, as a Unix timestamp.",
        all,
        ofStatus(status -> seconds(status.lastVerifiedAt())));
    add(
        series,
        "verify_interval_seconds",
        "Interval at which the database is verified; absent if verification is disabled.",
        all,
        ResourceSeries::verifyInterval);
  }

  private static void add(
      List<MetricSnapshot> series,
      String name,
      String help,
      List<SchemaMigration> resources,
      Function<SchemaMigration, @Nullable Number> value) {
    var values = new LinkedHashMap<Labels, Number>();
    for (SchemaMigration resource : resources) {
      Number number = value.apply(resource);
      if (number != null) {
        values.put(labels(resource), number);
      }
    }
    addGauge(series, PREFIX + "_" + name, help, values);
  }

  private static void addGauge(
      List<MetricSnapshot> series, String name, String help, Map<Labels, ? extends Number> values) {
    if (!values.isEmpty()) {
      series.add(
          new GaugeSnapshot(
              new MetricMetadata(name, help),
              values.entrySet().stream()
                  .map(
                      entry ->
                          new GaugeDataPointSnapshot(
                              entry.getValue().doubleValue(), entry.getKey(), null))
                  .toList()));
    }
  }

  private static void addInfo(List<MetricSnapshot> series, List<SchemaMigration> resources) {
    List<InfoDataPointSnapshot> points =
        resources.stream()
            .map(ResourceSeries::info)
            .distinct()
            .map(InfoDataPointSnapshot::new)
            .toList();
    if (!points.isEmpty()) {
      String help = "Recorded and desired version and the reason of Ready, always 1.";
      series.add(new InfoSnapshot(new MetricMetadata(PREFIX, help), points));
    }
  }

  private static void addWaiting(List<MetricSnapshot> series, Stream<Waiting> pods) {
    Map<Labels, Long> counts =
        pods.collect(
            Collectors.groupingBy(
                pod -> Labels.of("name", pod.migration(), "namespace", pod.namespace()),
                Collectors.counting()));
    addGauge(series, "lockstep_gate_waiting_pods", "Pods that wait for a schema.", counts);
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

  private static Labels info(SchemaMigration resource) {
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
    return Labels.of(
        "desired_version",
        desired,
        "name",
        resource.getMetadata().getName(),
        "namespace",
        resource.getMetadata().getNamespace(),
        "reason",
        reason,
        "version",
        version);
  }

  private static Labels labels(SchemaMigration resource) {
    return Labels.of(
        "name",
        resource.getMetadata().getName(),
        "namespace",
        resource.getMetadata().getNamespace());
  }

  private static Number condition(SchemaMigrationStatus status, String type) {
    return Conditions.find(status.conditions(), type)
            .filter(condition -> "True".equals(condition.getStatus()))
            .isPresent()
        ? 1
        : 0;
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
}
