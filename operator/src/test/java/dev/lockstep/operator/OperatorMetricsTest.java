package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.chart.Promtool;
import dev.lockstep.operator.gate.GateReconciler.Waiting;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class OperatorMetricsTest {
  private static final String ORDERS = "{name=\"orders\",namespace=\"shop\"}";

  private final AtomicBoolean leading = new AtomicBoolean(true);
  private final AtomicBoolean outdated = new AtomicBoolean();
  private final List<SchemaMigration> resources = new ArrayList<>();
  private final List<Waiting> pods = new ArrayList<>();
  private final OperatorMetrics metrics = metrics();

  private OperatorMetrics metrics() {
    var made = new OperatorMetrics(leading::get, outdated::get);
    made.watch(resources::stream, pods::stream);
    return made;
  }

  @Test
  void showsAResourceThatIsInStep() {
    resources.add(
        resource(
            "version: '7', desiredVersion: '7', pendingCount: 0, lastVerifiedAt: '2026-01-01T12:00:00Z', conditions: [{type: Ready, status: 'True', reason: InStep}]"));

    assertThat(ours())
        .containsExactly(
            "lockstep_schemamigration_drifted_objects" + ORDERS + " 0.0",
            "lockstep_schemamigration_info{desired_version=\"7\",name=\"orders\",namespace=\"shop\",reason=\"InStep\",version=\"7\"} 1",
            "lockstep_schemamigration_last_success_timestamp_seconds" + ORDERS + " 1.7672688E9",
            "lockstep_schemamigration_pending_scripts" + ORDERS + " 0.0",
            "lockstep_schemamigration_ready" + ORDERS + " 1.0",
            "lockstep_schemamigration_stalled" + ORDERS + " 0.0",
            "lockstep_schemamigration_verify_interval_seconds" + ORDERS + " 3600.0");
  }

  /// D21: the framework also counts events of pods, whose kind has no group, under the same name.
  @Test
  void takesTheFrameworksMetersOfKindsWithAndWithoutAGroup() {
    Tags pod = Tags.of("kind", "Pod", "version", "v1");
    metrics.registry().counter("operator.sdk.events.received", pod).increment();
    metrics
        .registry()
        .counter(
            "operator.sdk.events.received",
            Tags.of("group", "x.dev", "kind", "X").and("version", "v1"))
        .increment();
    metrics.registry().counter("operator.sdk.x", Tags.of("resource.kind", "Pod")).increment();

    assertThat(metrics.scrape())
        .contains(
            "operator_sdk_x_total{resource_group=\"core\",resource_kind=\"Pod\"} 1.0",
            "operator_sdk_events_received_total{group=\"core\",kind=\"Pod\",version=\"v1\"} 1.0",
            "operator_sdk_events_received_total{group=\"x.dev\",kind=\"X\",version=\"v1\"} 1.0");
  }

  @Test
  void keepsNothingOfResourcesThatComeAndGoWithoutAScrape() {
    for (int i = 0; i < 5_000; i++) {
      metrics.runEnded("shop", "short-lived-" + i, "Failed", "permanent", Duration.ofSeconds(1));
    }

    assertThat(metrics.registry().getMeters())
        .filteredOn(meter -> meter.getId().getName().startsWith("lockstep.run"))
        .hasSizeLessThanOrEqualTo(1_000);
  }

  @Test
  void showsAResourceThatNeedsAPerson() {
    resources.add(
        resource(
            "desiredVersion: '7', pendingCount: 3, drift: [table x, view y], conditions: [{type: Ready, status: 'False', reason: ScriptFailed}, {type: Stalled, status: 'True'}]"));

    assertThat(ours())
        .contains(
            "lockstep_schemamigration_drifted_objects" + ORDERS + " 2.0",
            "lockstep_schemamigration_info{desired_version=\"7\",name=\"orders\",namespace=\"shop\",reason=\"ScriptFailed\",version=\"\"} 1",
            "lockstep_schemamigration_pending_scripts" + ORDERS + " 3.0",
            "lockstep_schemamigration_ready" + ORDERS + " 0.0",
            "lockstep_schemamigration_stalled" + ORDERS + " 1.0")
        .noneMatch(line -> line.contains("last_success"));
  }

  // D12
  @Test
  void nobodyKnowsHowManyScriptsArePendingBeforeTheDatabaseWasRead() {
    resources.add(resource("desiredVersion: '1'"));

    assertThat(ours()).noneMatch(line -> line.contains("pending_scripts"));
  }

  @Test
  void aVerificationThatIsOffOrSuspendedHasNoInterval() {
    resources.addAll(
        List.of(
            withSpec("verify: {every: 0s}"),
            withSpec("suspend: true"),
            withSpec("verify: {every: 1h30m}")));

    assertThat(ours())
        .filteredOn(line -> line.startsWith("lockstep_schemamigration_verify_interval_seconds"))
        .containsExactly("lockstep_schemamigration_verify_interval_seconds" + ORDERS + " 5400.0");
  }

  @Test
  void saysWhetherItWorksOrStandsBy() {
    assertThat(metrics.scrape()).contains("\nlockstep_operator_leading 1.0\n");

    leading.set(false);

    assertThat(metrics.scrape()).contains("\nlockstep_operator_leading 0.0\n");
  }

  @Test
  void saysWhetherTheCrdIsOlder() {
    assertThat(metrics.scrape()).contains("\nlockstep_crd_outdated 0.0\n");

    outdated.set(true);

    assertThat(metrics.scrape()).contains("\nlockstep_crd_outdated 1.0\n");
  }

  @Test
  void countsRunsByOutcomeAndTimesThem() {
    resources.add(resource("pendingCount: 0"));
    metrics.runEnded("shop", "orders", "Failed", "transient", Duration.ofSeconds(2));
    metrics.runEnded("shop", "orders", "Failed", "transient", Duration.ofSeconds(4));
    metrics.runEnded("shop", "orders", "Succeeded", "none", Duration.ofSeconds(6));

    assertThat(ours())
        .contains(
            "lockstep_runs_total{class=\"transient\",name=\"orders\",namespace=\"shop\",outcome=\"Failed\"} 2.0",
            "lockstep_runs_total{class=\"none\",name=\"orders\",namespace=\"shop\",outcome=\"Succeeded\"} 1.0",
            "lockstep_run_duration_seconds_count" + ORDERS + " 3",
            "lockstep_run_duration_seconds_sum" + ORDERS + " 12.0");
  }

  @Test
  void countsPodsThatWaitAndTimesThoseThatWereLetGo() {
    pods.addAll(
        List.of(
            new Waiting("shop", "orders"),
            new Waiting("shop", "orders"),
            new Waiting("shop", "billing"),
            new Waiting("shop", "")));
    metrics.gateOpened("shop", Duration.ofSeconds(3));

    assertThat(ours())
        .contains(
            "lockstep_gate_waiting_pods" + ORDERS + " 2.0",
            "lockstep_gate_waiting_pods{name=\"billing\",namespace=\"shop\"} 1.0",
            "lockstep_gate_waiting_pods{name=\"\",namespace=\"shop\"} 1.0",
            "lockstep_gate_wait_seconds_count{namespace=\"shop\"} 1",
            "lockstep_gate_wait_seconds_sum{namespace=\"shop\"} 3.0");

    pods.clear();
    assertThat(ours()).noneMatch(line -> line.startsWith("lockstep_gate_waiting_pods{"));
  }

  @Test
  void everyMetricOfOursIsExplainedAndNoOther() throws IOException {
    resources.add(resource("pendingCount: 0, lastVerifiedAt: '2026-01-01T12:00:00Z'"));
    pods.add(new Waiting("shop", "orders"));
    metrics.runEnded("shop", "orders", "Succeeded", "none", Duration.ofSeconds(6));
    metrics.gateOpened("shop", Duration.ofSeconds(3));

    List<String> explained =
        Files.readAllLines(Checkout.root().resolve("operator/docs/metrics.md")).stream()
            .filter(line -> line.startsWith("| `lockstep_"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .toList();
    assertThat(metrics.scrape().lines())
        .filteredOn(line -> line.startsWith("# TYPE lockstep_") && !line.contains("_max "))
        .extracting(line -> line.split(" ", -1)[2])
        .containsExactlyInAnyOrderElementsOf(explained);
    assertThat(Promtool.runWithInput(metrics.scrape(), "check", "metrics")).isEmpty();
  }

  @Test
  void theSeriesOfADeletedResourceDisappear() {
    resources.add(resource("pendingCount: 1"));
    metrics.runEnded("shop", "orders", "Failed", "transient", Duration.ofSeconds(2));
    assertThat(ours()).isNotEmpty();

    resources.clear();

    assertThat(ours()).isEmpty();
  }

  @Test
  void aResourceThatWasNotSeenYetHasNoValues() {
    var unseen = new SchemaMigration();
    unseen.setMetadata(resource("").getMetadata());
    resources.add(unseen);

    assertThat(ours())
        .allMatch(
            line ->
                line.startsWith("lockstep_schemamigration_info{")
                    || line.startsWith("lockstep_schemamigration_verify_interval_seconds{"));
  }

  @Test
  void aStandbyShowsNoSeriesOfSingleResources() {
    resources.add(resource("pendingCount: 1"));
    pods.add(new Waiting("shop", "orders"));
    leading.set(false);

    assertThat(ours()).isEmpty();

    leading.set(true);
    assertThat(ours()).isNotEmpty();
  }

  private List<String> ours() {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith("lockstep_"))
        .filter(line -> !line.contains("_max{"))
        .filter(line -> !line.matches("lockstep_(operator|crd)_.*"))
        .sorted()
        .toList();
  }

  private static SchemaMigration resource(String status) {
    return resource("", status);
  }

  private static SchemaMigration withSpec(String more) {
    return resource(", " + more, "");
  }

  private static SchemaMigration resource(String moreOfSpec, String status) {
    return Serialization.unmarshal(
        """
        metadata: {name: orders, namespace: shop}
        spec: {database: {secretRef: {name: db}}, scripts: {configMaps: [{name: a}]}%s}
        status: {%s}
        """
            .formatted(moreOfSpec, status),
        SchemaMigration.class);
  }
}
