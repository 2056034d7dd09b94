package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class MigrationIT extends OperatorScenario {
  private static final Map<String, String> TWO =
      Map.of(
          "V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);",
          "V2__note.sql", "ALTER TABLE orders ADD COLUMN note text;");

  @Test
  void appliesScriptsAndMirrorsTheHistoryInTheStatus() {
    secret();
    scripts(TWO);
    migration();

    awaitReady("2");

    assertThat(database.column("SELECT migration_name FROM migration_history ORDER BY id"))
        .containsExactly("V1__orders.sql", "V2__note.sql");
    assertThat(status().appliedCount()).isEqualTo(2);
    assertThat(status().pendingCount()).isZero();
    assertThat(status().desiredVersion()).isEqualTo("2");
    assertThat(status().history()).hasSize(2);
    assertThat(jobs()).hasSize(1);
    assertThat(recorder.reasonsUpTo(NAME, "InStep")).contains("Starting");
  }

  @Test
  void runsAgainWhenTheScriptsChange() {
    secret();
    scripts(Map.of("V1__orders.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);"));
    migration();
    awaitReady("1");

    scripts(TWO);

    awaitReady("2");
    assertThat(jobs()).hasSize(2);
  }
}
