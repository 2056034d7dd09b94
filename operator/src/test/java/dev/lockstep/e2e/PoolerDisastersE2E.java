package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.e2e.DisasterTable.Row;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What happens to a run that reaches its database through PgBouncer.
final class PoolerDisastersE2E extends NodeScenario {
  private static final Map<String, String> SCRIPTS =
      Map.of(
          "V1__orders.sql",
          "CREATE TABLE orders (id bigint);",
          "V2__first.sql",
          "INSERT INTO orders VALUES (1);",
          "V3__index.sql",
          "CREATE INDEX CONCURRENTLY orders_id ON orders (id);");

  @Test
  @Disaster(
      value = "PgBouncer in session mode is in front of PostgreSQL",
      done = "The Secret names a PgBouncer with `pool_mode=session` and its other defaults.")
  void sessionPooling(Row row) {
    row.strikes();
    migrateThrough("session");
    awaitReady("3");
    row.seen(message());
    row.healed();

    assertThat(jobs()).hasSize(1);
    assertRowsOnce();
  }

  @Test
  @Disaster(
      value = "PgBouncer in transaction mode is in front of PostgreSQL",
      done =
          "The Secret names a PgBouncer with `pool_mode=transaction`; then it names PostgreSQL itself.")
  void transactionPooling(Row row) {
    row.strikes();
    migrateThrough("transaction");
    awaitReason("PoolerDetected");
    row.seen(message());
    assertThat(message()).contains("transaction").contains("pool_mode=session");
    assertThat(database.value("SELECT to_regclass('migration_history')::text")).isNull();
    secret();
    awaitReady("3");
    row.healed();

    assertRowsOnce();
  }

  private void migrateThrough(String mode) {
    kubectl("-n", namespace, "create", "configmap", "pool", "--from-literal=mode=" + mode);
    platform.apply(namespace, "pgbouncer.yaml");
    platform.awaitReady(namespace, "pgbouncer");
    secret(
        SECRET,
        Map.of(
            "host", "pgbouncer",
            "port", "6432",
            "dbname", database.name(),
            "username", database.user(),
            "password", database.password()));
    scripts(SCRIPTS);
    migration();
  }

  private void assertRowsOnce() {
    assertThat(applied()).containsExactly("V1__orders.sql", "V2__first.sql", "V3__index.sql");
    assertThat(database.column("SELECT id FROM orders")).containsExactly("1");
  }
}
