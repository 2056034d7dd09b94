package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.e2e.DisasterTable.Row;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What happens to a run that its container, its pod or its node leaves in the middle of a
/// statement.
final class RunnerDisastersE2E extends NodeScenario {
  @Test
  @Disaster(
      value = "The runner's container is killed",
      done = "SIGKILL for the program in the middle of the second script's statement.")
  void theContainerIsKilled(Row row) {
    Pod pod = startSlowRun();

    row.strikes();
    machineOf(pod).signal(pod, "lockstep", "SIGKILL");
    await("another attempt", _ -> attempt() == 2);
    row.seen(message());
    letGo();
    awaitReady("2");
    row.healed();

    assertThat(attempts("V2__slow.sql")).containsExactly("failed", "success");
    assertThat(applied()).containsExactly("V1__orders.sql", "V2__slow.sql");
  }

  /// Starts a run whose second script works until it is let go, and waits until it is there.
  private Pod startSlowRun() {
    secret();
    scripts(
        Map.of(
            "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);",
            "V2__slow.sql",
                """
                ALTER TABLE orders ADD COLUMN note text;
                DO $$ BEGIN
                  IF NOT EXISTS (SELECT FROM pg_database WHERE datname = 'go') THEN
                    PERFORM pg_sleep(600);
                  END IF;
                END $$;
                """));
    migration();
    awaitStatement("pg_sleep(600)");
    return awaitRunner();
  }

  /// Lets attempts that come from now on pass the slow script.
  private void letGo() {
    database.execute("CREATE DATABASE go");
  }
}
