package dev.lockstep.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// Databases that existed before Lockstep was introduced.
final class OnboardingIT extends OperatorScenario {
  private static final Map<String, String> THREE =
      Map.of(
          "1_orders.up.sql", "CREATE TABLE orders (id bigint PRIMARY KEY);",
          "1_orders.down.sql", "DROP TABLE orders;",
          "2_note.up.sql", "ALTER TABLE orders ADD note text;",
          "2_note.down.sql", "ALTER TABLE orders DROP note;",
          "3_price.up.sql", "ALTER TABLE orders ADD price numeric;",
          "3_price.down.sql", "ALTER TABLE orders DROP price;");

  @Test
  void theHistoryOfAnotherToolIsRefusedUntilItIsAdopted() {
    database.execute(
        "CREATE TABLE orders (id bigint PRIMARY KEY, note text);"
            + "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);"
            + "INSERT INTO schema_migrations VALUES (2, true)");
    secret();
    scripts(THREE);
    migration();
    awaitReason("PriorHistory");
    assertThat(message()).contains("golang-migrate's history in public.schema_migrations");

    migration("baseline: {adopt: Auto}");
    awaitReason("AdoptionRefused");
    assertThat(message()).contains("version 2 is dirty");
    database.execute("UPDATE schema_migrations SET dirty = false");
    migration("baseline: {adopt: Auto, table: schema_migrations}");

    awaitReady("3");
    assertThat(status().appliedCount()).isEqualTo(3);
    assertThat(database.value("SELECT version FROM schema_migrations")).isEqualTo("2");
    assertThat(
            database.column(
                "SELECT migration_name FROM migration_attempts WHERE details ->> 'adoptedFrom' = 'public.schema_migrations' ORDER BY 1"))
        .containsExactly("1_orders.up.sql", "2_note.up.sql");
  }

  @Test
  void aDatabaseWithoutAHistoryIsTakenAtItsVersion() {
    secret();
    scripts(THREE);
    migration("baseline: {version: 2}");
    awaitReason("BaselineRefused");
    assertThat(message()).contains("The schema is empty");

    database.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
    migration("baseline: {version: '2.0'}");

    awaitReady("3");
    assertThat(database.value("SELECT description FROM migration_history WHERE kind = 'baseline'"))
        .isEqualTo("declared over 1 table");
    migration("baseline: {version: 3}");
    awaitReady("3");
    assertThat(database.value("SELECT count(*) FROM migration_history")).isEqualTo("2");
  }
}
