package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Await;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Runs are unaffected by restarts of operators and API servers.
final class OperatorDeathIT extends OperatorScenario {
  private static final Map<String, String> HELD =
      Map.of(
          "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);",
          "V2__held.sql",
              """
              SELECT 'held by the test', pg_advisory_xact_lock(4711);
              ALTER TABLE orders ADD COLUMN note text;
              """);

  @Test
  void operatorKilledInMidRunAndRestarted() throws Exception {
    try (var hold = database.connect();
        var statement = hold.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      startHeldRun();

      operator().kill();
      assertThat(jobs()).hasSize(1);
      operator();
      statement.execute("SELECT pg_advisory_unlock(4711)");
    }

    awaitReady("2");
    assertThat(jobs()).hasSize(1);
    assertThat(Objects.requireNonNull(status().lastRun()).attempt()).isEqualTo(1);
  }

  @Test
  void runEndsWhileNoOperatorIsThere() throws Exception {
    try (var hold = database.connect();
        var statement = hold.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      startHeldRun();
      operator().kill();
      statement.execute("SELECT pg_advisory_unlock(4711)");
    }
    Await.until(
        "the Job is complete",
        PATIENCE,
        () -> Objects.requireNonNullElse(jobs().getFirst().getStatus().getSucceeded(), 0) == 1);

    operator();

    awaitReady("2");
    assertThat(jobs()).hasSize(1);
  }

  @Test
  void nothingRunsBecauseAnOperatorRestarted() {
    secret();
    scripts(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));
    migration();
    awaitReady("1");
    String version = Objects.requireNonNull(resource()).getMetadata().getResourceVersion();

    operator().kill();
    operator();
    scripts("another", Map.of());

    // A second resource that becomes Ready shows that the new operator has processed its queue.
    apply(
        """
        apiVersion: lockstep.dev/v1alpha1
        kind: SchemaMigration
        metadata: {name: other, namespace: %s}
        spec:
          database: {secretRef: {name: %s}, schema: other}
          scripts: {configMaps: [{name: %s}]}
        """
            .formatted(namespace, SECRET, SCRIPTS));
    cluster
        .kubectl()
        .run("wait", "--for=condition=Ready", "smig/other", "-n", namespace, "--timeout=60s")
        .orThrow();
    assertThat(Objects.requireNonNull(resource()).getMetadata().getResourceVersion())
        .isEqualTo(version);
    assertThat(jobs()).hasSize(2);
  }

  @Test
  void twoOperatorsAtOnce() {
    operator();
    try (OperatorProcess second =
        OperatorProcess.start(
            cluster, "second", access.account(cluster), "--leader-election=false")) {
      secret();
      scripts(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));
      migration();
      awaitReady("1");
      scripts(
          Map.of(
              "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);",
              "V2__x.sql", "CREATE TABLE x ();"));
      awaitReady("2");

      assertThat(second.isAlive()).isTrue();
      assertThat(
              jobs().stream().map(job -> job.getMetadata().getLabels().get("lockstep.dev/attempt")))
          .doesNotHaveDuplicates();
      assertThat(jobs()).hasSize(2);
    }
  }

  @Test
  void apiServerRestartedInMidRun() throws Exception {
    try (var hold = database.connect();
        var statement = hold.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      startHeldRun();
      cluster.restartApiServer();
      statement.execute("SELECT pg_advisory_unlock(4711)");
    }

    awaitReady("2");
    assertThat(jobs()).hasSize(1);
    assertThat(operator().isAlive()).isTrue();
  }

  private void startHeldRun() {
    secret();
    scripts(HELD);
    migration();
    awaitStatement("held by the test");
  }
}
