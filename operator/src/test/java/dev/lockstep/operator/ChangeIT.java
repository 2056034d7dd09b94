package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The spec and the scripts may change at any time.
final class ChangeIT extends OperatorScenario {
  private static final String ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY);";

  @Test
  void scriptsChangedBetweenTheJobsCreationAndItsStart() {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS));
    node.holdStarts();
    try {
      migration();
      Await.until("a pod waits", PATIENCE, () -> !runnerPods().isEmpty());
      // Neither the pod nor the operator can see the change in time: the operator is stopped, and
      // the volume is not written yet.
      operator().kill();
      scripts(Map.of("V1__orders.sql", ORDERS, "V2__x.sql", "CREATE TABLE x ();"));
    } finally {
      node.releaseStarts();
    }
    Await.until("the first run has ended", PATIENCE, () -> exitCodes().contains(14));
    assertThat(database.value("SELECT to_regclass('orders')::text")).isNull();

    operator();

    awaitReady("2");
    assertThat(jobs()).hasSize(2);
  }

  @Test
  void databaseRePointedToAnEmptyOne(PostgresServers servers) {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS));
    migration();
    awaitReady("1");
    String before = status().database();
    TestDatabase empty = servers.newest().createDatabase();
    secret("other-db", empty);

    cluster
        .kubectl()
        .run(
            "patch",
            "smig",
            NAME,
            "-n",
            namespace,
            "--type=merge",
            "-p",
            "{\"spec\":{\"database\":{\"secretRef\":{\"name\":\"other-db\"}}}}")
        .orThrow();

    await(
        "the new database is read",
        resource -> !Objects.equals(before, resource.getStatus().database()));
    awaitReady("1");
    assertThat(empty.value("SELECT count(*)::text FROM migration_history")).isEqualTo("1");
  }

  @Test
  void scriptsChangedInMidRunAreAppliedByTheNextRun() throws Exception {
    secret();
    var first = Map.of("V1__orders.sql", ORDERS + " SELECT 'held', pg_advisory_xact_lock(4711);");
    try (var hold = database.connect();
        var statement = hold.createStatement()) {
      statement.execute("SELECT pg_advisory_lock(4711)");
      scripts(first);
      migration();
      awaitStatement("held");
      scripts(
          Map.of("V1__orders.sql", first.get("V1__orders.sql"), "V2__x.sql", "CREATE TABLE x ();"));
      statement.execute("SELECT pg_advisory_unlock(4711)");
    }

    awaitReady("2");
    assertThat(jobs()).hasSize(2);
  }

  @Test
  void suspendedResourceStartsNothingAndSaysSo() {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS));
    migration("suspend: true");
    awaitReason("Suspended");
    assertThat(jobs()).isEmpty();

    migration("suspend: false");

    awaitReady("1");
  }

  @Test
  void verificationNoticesARestoredBackup() {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS, "V2__x.sql", "CREATE TABLE x ();"));
    migration();
    awaitReady("2");
    String run = Objects.requireNonNull(status().lastRun()).job();
    verifyNow();
    awaitVerified();
    assertThat(status().lastRun()).isNotNull().extracting(last -> last.job()).isEqualTo(run);

    database.execute("DROP TABLE x; DELETE FROM migration_history WHERE version = '2'");
    verifyNow();

    await(
        "another run",
        resource ->
            !Objects.equals(run, Objects.requireNonNull(resource.getStatus().lastRun()).job()));
    awaitReady("2");
    assertThat(database.value("SELECT to_regclass('x')::text")).isEqualTo("x");
  }

  @Test
  void verificationNamesWhatOtherHandsHaveChanged() {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS));
    migration();
    awaitReady("1");
    String run = Objects.requireNonNull(status().lastRun()).job();

    database.execute("ALTER TABLE orders ADD COLUMN hotfix boolean; CREATE TABLE by_hand ()");
    verifyNow();

    await(
        "drift",
        resource ->
            resource
                .getStatus()
                .drift()
                .equals(List.of("table by_hand", "table orders, column hotfix")));
    assertThat(condition("Ready")).map(ready -> ready.getStatus()).contains("True");
    assertThat(message()).endsWith("; 2 objects were changed outside Lockstep.");
    Await.until(
        "an Event",
        PATIENCE,
        () ->
            client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals("Drift"))
                .anyMatch(event -> event.getMessage().contains("table orders, column hotfix")));

    database.execute("ALTER TABLE orders DROP COLUMN hotfix; DROP TABLE by_hand");
    verifyNow();

    await("no drift", resource -> resource.getStatus().drift().isEmpty());
    assertThat(condition("Ready")).map(ready -> ready.getStatus()).contains("True");
    assertThat(status().lastRun()).isNotNull().extracting(last -> last.job()).isEqualTo(run);
  }

  @Test
  void finishedJobsAreKeptForTheirLogs() {
    secret();
    scripts(Map.of("V1__orders.sql", "broken"));
    migration();
    awaitReason("ScriptFailed");
    String failed = Objects.requireNonNull(Objects.requireNonNull(status().lastRun()).job());
    for (String note : List.of("a", "b", "c", "d", "e")) {
      scripts(Map.of("V1__orders.sql", ORDERS));
      cluster
          .kubectl()
          .run(
              "patch",
              "smig",
              NAME,
              "-n",
              namespace,
              "--type=merge",
              "-p",
              "{\"spec\":{\"scripts\":{\"placeholders\":{\"note\":\"%s\"}}}}".formatted(note))
          .orThrow();
      await(
          "a run with " + note,
          resource ->
              resource
                      .getStatus()
                      .observedGeneration()
                      .equals(resource.getMetadata().getGeneration())
                  && reason().equals("InStep"));
    }

    Await.until(
        "three Jobs and the failed one",
        PATIENCE,
        () -> {
          var names = jobs().stream().map(job -> job.getMetadata().getName()).toList();
          return names.size() == 4 && names.contains(failed);
        });
  }

  private List<Integer> exitCodes() {
    return runnerPods().stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .map(container -> container.getState().getTerminated())
        .filter(Objects::nonNull)
        .map(terminated -> terminated.getExitCode())
        .toList();
  }
}
