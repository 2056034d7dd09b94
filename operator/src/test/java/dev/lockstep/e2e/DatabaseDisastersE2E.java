package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.e2e.DisasterTable.Row;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What happens to a run, or to what it has done, when the database breaks, is replaced, or takes
/// nobody in.
final class DatabaseDisastersE2E extends NodeScenario {
  private static final String ORDERS = "CREATE TABLE orders (id bigint);";

  /// Applied twice, it would leave two rows.
  private static final Map<String, String> SCRIPTS_WITH_TURNSTILE =
      Map.of("V1__orders.sql", ORDERS, SLOW, "INSERT INTO orders VALUES (1); " + Turnstile.SQL);

  private static final Map<String, String> TWO =
      Map.of("V1__orders.sql", ORDERS, "V2__first.sql", "INSERT INTO orders VALUES (1);");

  @Test
  @Disaster(
      value = "PostgreSQL is restarted",
      done = "SIGINT (fast shutdown) for PostgreSQL in the middle of a statement.")
  void restarted(Row row) {
    endPostgresBy("SIGINT", row);
  }

  @Test
  @Disaster(
      value = "PostgreSQL is stopped at once",
      done =
          "SIGQUIT (immediate shutdown, and crash recovery) for PostgreSQL in the middle of a statement.")
  void stoppedAtOnce(Row row) {
    endPostgresBy("SIGQUIT", row);
  }

  @Test
  @Disaster(
      value = "PostgreSQL is killed",
      done = "SIGKILL for all of PostgreSQL in the middle of a statement.")
  void killed(Row row) {
    endPostgresBy("SIGKILL", row);
  }

  private void endPostgresBy(String signal, Row row) {
    try (var _ = Turnstile.closed(database)) {
      startRunThatWaits();
      Pod postgres = postgres();
      // The attempt's row is committed, and not yet on the disk.
      database.execute("CHECKPOINT");

      row.strikes();
      machineOf(postgres).signal(postgres, "postgres", signal);
      row.seen(message());
      awaitReady("2");
      row.seen(message());
      row.healed();
    }

    assertThat(attempts(SLOW)).containsExactly("failed", "success");
    assertThat(attempt()).as("the run connects again").isEqualTo(1);
    assertRowsOnce(SLOW);
  }

  @Test
  @Disaster(
      value = "PostgreSQL is replaced by a restored older backup",
      done =
          "The database is dropped, and a copy from before the second script takes its place; `spec.verify.every` is 2 s.")
  void replacedByABackup(Row row) {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS));
    migration("verify: {every: 1h}");
    awaitReady("1");
    elsewhere("CREATE DATABASE backup TEMPLATE orders");
    scripts(TWO);
    awaitReady("2");
    migration("verify: {every: 2s}");
    Instant before = verifiedAt();
    await("a verification", _ -> verifiedAt().isAfter(before));

    row.strikes();
    elsewhere("DROP DATABASE orders WITH (FORCE)");
    elsewhere("ALTER DATABASE backup RENAME TO orders");
    // The sentence stands for one pass of the operator only.
    var words = new ArrayList<String>();
    await(
        "the loss is noticed",
        _ -> {
          words.add(message());
          return words.getLast().contains("was at version 2");
        });
    row.seen(words.getLast());
    awaitReady("2");
    row.seen(message());
    row.healed();

    assertRowsOnce("V2__first.sql");
  }

  private Instant verifiedAt() {
    String at = status().lastVerifiedAt();
    return at == null ? Instant.MIN : Instant.parse(at);
  }

  @Test
  @Disaster(
      value = "The disk is full",
      done = "A script writes more than a tablespace of 32 MiB has room for; then room is made.")
  void diskFull(Row row) {
    inPostgres("mkdir /small/space && head -c 30000000 /dev/zero >/small/ballast");
    database.execute("CREATE TABLESPACE small LOCATION '/small/space'");
    secret();
    scripts(
        Map.of(
            "V1__orders.sql",
            ORDERS,
            "V2__fill.sql",
            """
            CREATE TABLE filled (id bigint, padding text) TABLESPACE small;
            INSERT INTO filled SELECT id, repeat('x', 1000) FROM generate_series(1, 10000) id;
            """));
    row.strikes();
    migration("retry: {maxAttempts: 100, backoff: {initial: 1s, max: 2s}}");
    awaitReason("Retrying");
    row.seen(message());
    assertThat(message()).contains("V2__fill.sql").contains("53100").contains("make room");
    assertThat(applied()).containsExactly("V1__orders.sql");
    inPostgres("rm /small/ballast");
    awaitReady("2");
    row.healed();

    assertThat(applied()).containsExactly("V1__orders.sql", "V2__fill.sql");
    assertThat(database.value("SELECT count(*) FROM filled")).isEqualTo("10000");
  }

  @Test
  @Disaster(
      value = "The password is wrong",
      done = "The Secret has another password than the role, from the start; then it is corrected.")
  void wrongPassword(Row row) {
    scripts(TWO);
    secret(database.as("orders", "wrong"));

    row.strikes();
    migration();
    awaitReason("AuthenticationFailed");
    row.seen(message());
    assertThat(message()).contains("28P01").doesNotContain("wrong");
    await("another attempt", _ -> attempt() >= 2);
    secret();
    awaitReady("2");
    row.healed();

    assertRowsOnce("V2__first.sql");
  }

  @Test
  @Disaster(
      value = "The password is rotated in the middle of a run",
      done =
          "The role gets another password and its sessions are ended, and the Secret follows later.")
  void rotatedInMidRun(Row row) {
    try (var turnstile = Turnstile.closed(database)) {
      startRunThatWaits();
      TestDatabase old = database;

      row.strikes();
      database.execute("ALTER ROLE orders PASSWORD 'rotated'");
      database = old.as("orders", "rotated");
      database.execute(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'lockstep%'");
      awaitReason("AuthenticationFailed");
      row.seen(message());
      secret();
      turnstile.open();
      awaitReady("2");
      row.healed();
    }

    assertThat(attempts(SLOW)).containsExactly("failed", "success");
    assertRowsOnce(SLOW);
  }

  @Test
  @Disaster(
      value = "The password is rotated between two runs",
      done =
          "The role gets another password, a new script arrives, and the Secret follows after both.")
  void rotatedBetweenRuns(Row row) {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS));
    migration();
    awaitReady("1");

    row.strikes();
    database.execute("ALTER ROLE orders PASSWORD 'rotated'");
    database = database.as("orders", "rotated");
    scripts(TWO);
    awaitReason("AuthenticationFailed");
    row.seen(message());
    secret();
    awaitReady("2");
    row.healed();

    assertRowsOnce("V2__first.sql");
  }

  @Test
  @Disaster(
      value = "The server has no connection left",
      done = "The role may have one connection, and a run needs two; then it may have more.")
  void noConnectionLeft(Row row) {
    database.execute("CREATE ROLE app LOGIN PASSWORD 'app' CONNECTION LIMIT 1");
    database.execute("GRANT CREATE, USAGE ON SCHEMA public TO app");
    scripts(TWO);
    secret(database.as("app", "app"));

    row.strikes();
    migration();
    awaitReason("TooManyConnections");
    row.seen(message());
    assertThat(message()).contains("53300");
    await("another attempt", _ -> attempt() >= 2);
    assertThat(Objects.requireNonNullElse(status().failedAttempts(), 0))
        .as("it is not the scripts' fault")
        .isZero();
    database.execute("ALTER ROLE app CONNECTION LIMIT 5");
    awaitReady("2");
    row.healed();

    assertRowsOnce("V2__first.sql");
  }

  private void startRunThatWaits() {
    secret();
    scripts(SCRIPTS_WITH_TURNSTILE);
    migration();
    awaitStatement(Turnstile.WAITING);
    awaitRunner();
  }

  /// Runs a statement in another database of the server, so that nothing keeps this one open.
  private void elsewhere(String sql) {
    var other =
        new TestDatabase(
            database.host(), database.port(), "postgres", database.user(), database.password());
    Await.until(
        sql,
        PATIENCE,
        () -> {
          try {
            other.execute(sql);
            return true;
          } catch (IllegalStateException _) {
            return false;
          }
        });
  }

  private void assertRowsOnce(String second) {
    assertThat(applied()).containsExactly("V1__orders.sql", second);
    assertThat(database.column("SELECT id FROM orders")).containsExactly("1");
  }
}
