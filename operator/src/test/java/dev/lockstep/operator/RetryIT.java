package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.operator.kube.Conditions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Transient failures are retried, but only a limited number of times if a script ran.
final class RetryIT extends OperatorScenario {
  private static final String ORDERS = "CREATE TABLE orders (id bigint PRIMARY KEY);";

  @Test
  void stallsWhenTheAttemptsAreUsedUpAndGoesOnAfterAChange() throws Exception {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS));
    migration("timeouts: {lockRetry: 1s}");
    awaitReady("1");
    try (var reader = database.connect();
        var statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SET application_name = 'the reader'; LOCK orders IN ACCESS SHARE MODE");
      scripts(
          Map.of(
              "V1__orders.sql",
              ORDERS,
              "V2__note.sql",
              "ALTER TABLE orders ADD COLUMN note text;"));
      attempts(2);

      awaitReason("RetriesExhausted");

      assertThat(message()).contains("2 attempts").contains("55P03").contains("the reader");
      assertThat(condition(Conditions.STALLED)).isPresent();
      assertThat(status().failedAttempts()).isEqualTo(2);
      assertThat(status().nextRetryAt()).isNull();
      reader.rollback();
    }

    retryBy("once more");

    awaitReady("2");
    assertThat(status().failedAttempts()).isNull();
  }

  @Test
  void stopsARunThatTakesLongerThanItMay() {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS + " SELECT pg_sleep(600);"));
    migration("timeouts: {job: 5s}");

    await(
        "the run is stopped for its time",
        resource -> {
          var run = resource.getStatus().lastRun();
          return run != null
              && run.failure() != null
              && run.failure().message().contains("timeouts.job");
        });

    assertThat(database.value("SELECT to_regclass('orders')::text")).isNull();
    assertThat(Objects.requireNonNull(status().failedAttempts())).isPositive();
  }

  @Test
  void retryAnnotationStartsAnAttemptAtOnce() {
    secret();
    scripts(Map.of("V1__orders.sql", "INSERT INTO prepared VALUES (1);"));
    migration();
    awaitReason("ScriptFailed");
    database.execute("CREATE TABLE prepared (id int)");

    retryBy("now");

    awaitReady("1");
    assertThat(jobs()).hasSize(2);
    assertThat(status().lastRetry()).isEqualTo("now");
    assertThat(
            database.column(
                "SELECT details ->> 'retry' FROM migration_attempts ORDER BY created_at"))
        .containsExactly(null, "now");

    retryBy("now");
    scripts(Map.of("V1__orders.sql", "INSERT INTO prepared VALUES (1);", "V2__b.sql", "SELECT 1;"));
    awaitReady("2");

    assertThat(jobs()).hasSize(3);
    assertThat(status().lastRetry()).isEqualTo("now");
    assertThat(Objects.requireNonNull(status().lastRun()).retry()).isNull();
  }

  @Test
  void endsAWaitAndAsksForNothingWhenItIsTakenAway() {
    secret(SECRET, Map.of("host", database.host()));
    scripts(Map.of("V1__orders.sql", ORDERS));
    migration("retry: {backoff: {initial: 1h, max: 1h}}");
    awaitReason("SecretKeyMissing");
    secret();

    retryBy("the Secret is complete");

    awaitReady("1");
    assertThat(database.value("SELECT details ->> 'retry' FROM migration_attempts"))
        .isEqualTo("the Secret is complete");
    cluster
        .kubectl()
        .run("annotate", "smig", NAME, "-n", namespace, "lockstep.dev/retry-")
        .orThrow();
    scripts(Map.of("V1__orders.sql", ORDERS, "V2__b.sql", "SELECT 1;"));
    awaitReady("2");
    assertThat(jobs()).hasSize(3);
    assertThat(status().lastRetry()).isEqualTo("the Secret is complete");
  }

  private void attempts(int max) {
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
            "{\"spec\":{\"retry\":{\"maxAttempts\":%d},\"timeouts\":{\"lock\":\"200ms\"}}}"
                .formatted(max))
        .orThrow();
  }

  private void retryBy(String value) {
    cluster
        .kubectl()
        .run(
            "annotate", "--overwrite", "smig", NAME, "-n", namespace, "lockstep.dev/retry=" + value)
        .orThrow();
  }
}
