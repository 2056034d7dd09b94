package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.SchemaMigration;
import dev.lockstep.testing.Await;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// However a run ends, the next attempt finds a clean database and no lock to clear.
final class RunnerDeathIT extends OperatorScenario {
  private static final Map<String, String> SLOW_SECOND =
      Map.of(
          "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);",
          "V2__slow.sql",
              """
              ALTER TABLE orders ADD COLUMN note text;
              DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_database WHERE datname = current_database() || '_go') THEN
                  PERFORM pg_sleep(600);
                END IF;
              END $$;
              """);

  @Test
  void runnerKilledInMidScript() {
    Pod pod = startSlowRun();

    node.kill(namespace, pod.getMetadata().getName());
    letGo();

    awaitReady("2");
    assertThat(attempts("V2__slow.sql")).containsExactly("failed", "success");
    assertThat(status().appliedCount()).isEqualTo(2);
  }

  @Test
  void podDeletedInMidScript() {
    Pod pod = startSlowRun();

    client.resource(pod).delete();
    letGo();

    awaitReady("2");
    assertThat(attempts("V2__slow.sql")).containsExactly("failed", "success");
    assertThat(status().failedAttempts()).as("an interruption does not count").isNull();
  }

  // O14
  @Test
  void jobThatSomethingElseSuspends() {
    startSlowRun();
    String job = jobs().getLast().getMetadata().getName();

    suspend(job);
    Await.until("it is released again", PATIENCE, () -> "2".equals(releases(job)));
    suspend(job);
    awaitReason("JobSuspended");
    assertThat(message()).contains(job, "suspended by something other than Lockstep");
    assertThat(condition("Stalled")).isEmpty();
    letGo();

    awaitReady("2");
    assertThat(jobs()).as("it is the same run").hasSize(1);
    assertThat(releases(job)).isEqualTo("3");
    assertThat(applied()).containsExactly("V1__orders.sql", "V2__slow.sql");
  }

  private void suspend(String job) {
    cluster
        .kubectl()
        .run(
            "patch",
            "job",
            job,
            "-n",
            namespace,
            "--type=merge",
            "-p",
            "{\"spec\":{\"suspend\":true}}")
        .orThrow();
  }

  private @Nullable String releases(String job) {
    return client
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace)
        .withName(job)
        .get()
        .getMetadata()
        .getAnnotations()
        .get("lockstep.dev/releases");
  }

  @Test
  void jobDeletedByHandInMidRun() {
    startSlowRun();

    client.resource(jobs().getLast()).delete();
    letGo();

    awaitReady("2");
    assertThat(attempts("V2__slow.sql")).containsExactly("failed", "success");
    assertThat(Objects.requireNonNull(status().lastRun()).attempt()).isEqualTo(2);
  }

  @Test
  void statusDeletedByHand() {
    secret();
    scripts(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));
    migration();
    awaitReady("1");
    String before = jobs().getLast().getMetadata().getName();

    cluster
        .kubectl()
        .run(
            "patch",
            "smig",
            NAME,
            "-n",
            namespace,
            "--subresource=status",
            "--type=json",
            "-p",
            "[{\"op\":\"remove\",\"path\":\"/status\"}]")
        .orThrow();

    Await.until("another Job", PATIENCE, () -> jobs().size() == 2);
    awaitReady("1");
    assertThat(Objects.requireNonNull(status().lastRun()).job()).isNotEqualTo(before);
    assertThat(status().appliedCount()).isEqualTo(1);
  }

  // O6
  @Test
  void statusOfAnotherObjectIsRestored() {
    secret();
    scripts(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));
    migration();
    awaitReady("1");
    operator().kill();
    SchemaMigration saved = Objects.requireNonNull(resource());
    client.resource(saved).delete();
    Await.until("the resource is gone", PATIENCE, () -> resource() == null);
    database.execute("DROP TABLE orders, migration_history, migration_attempts CASCADE");
    migration();
    SchemaMigration restored = Objects.requireNonNull(resource());
    restored.setStatus(saved.getStatus());
    client.resource(restored).subresource("status").update();

    operator();

    await(
        "the status is the new object's",
        one -> one.getMetadata().getUid().equals(one.getStatus().observedUid()));
    awaitReady("1");
    assertThat(applied()).containsExactly("V1__orders.sql");
  }

  @Test
  void resourceDeletedInMidRun() {
    startSlowRun();

    cluster.kubectl().run("delete", "smig", NAME, "-n", namespace, "--wait=false").orThrow();

    Await.until("no pod is left", PATIENCE, () -> runnerPods().isEmpty());
    Await.until("no session is left", PATIENCE, () -> sessions().isEmpty());
    assertThat(applied()).containsExactly("V1__orders.sql");
    assertThat(
            database.column(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'note'"))
        .isEmpty();
  }

  @Test
  void podHangsInTerminatingOnALostNode() {
    Pod pod = startSlowRun();
    node.goSilent();
    try {
      client.resource(pod).withGracePeriod(1).delete();
      Await.until(
          "the next attempt has begun",
          PATIENCE.multipliedBy(3),
          () -> Objects.requireNonNull(status().lastRun()).attempt() == 2);
    } finally {
      letGo();
      node.resume();
    }
    awaitReady("2");
    assertThat(applied()).containsExactly("V1__orders.sql", "V2__slow.sql");
  }

  @Test
  void injectedSidecarThatNeverEnds() {
    secret();
    scripts(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));
    migration(
        """
        job:
          initContainers:
            - {name: proxy, image: registry.test/lockstep-proxy, restartPolicy: Always}
        """);

    awaitReady("1");
    scripts(
        Map.of(
            "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);",
            "V2__x.sql", "CREATE TABLE x ();"));
    awaitReady("2");
  }

  /// Starts a run whose second script waits until [#letGo], and waits until it runs.
  private Pod startSlowRun() {
    secret();
    scripts(SLOW_SECOND);
    migration();
    awaitStatement("pg_sleep(600)");
    return runnerPods().stream().filter(ResourceScenario::runs).findFirst().orElseThrow();
  }

  /// Lets the slow script finish in the attempts from now on.
  private void letGo() {
    database.execute("CREATE DATABASE \"" + database.name() + "_go\"");
  }
}
