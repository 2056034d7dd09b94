package dev.lockstep.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.e2e.DisasterTable.Row;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.TestDatabase;
import io.fabric8.kubernetes.api.model.Pod;
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
      done = "SIGINT (fast shutdown) to PostgreSQL during a statement.")
  void restarted(Row row) {
    endPostgresBy("SIGINT", row);
  }

  @Test
  @Disaster(
      value = "PostgreSQL is stopped at once",
      done = "SIGQUIT (immediate shutdown, and crash recovery) to PostgreSQL during a statement.")
  void stoppedAtOnce(Row row) {
    endPostgresBy("SIGQUIT", row);
  }

  @Test
  @Disaster(
      value = "PostgreSQL is killed",
      done = "SIGKILL to all PostgreSQL processes during a statement.")
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
          "The database is dropped and replaced by a copy from before the second script; then a verification is due.")
  void replacedByABackup(Row row) {
    secret();
    scripts(Map.of("V1__orders.sql", ORDERS));
    migration();
    awaitReady("1");
    elsewhere("CREATE DATABASE backup TEMPLATE orders");
    scripts(TWO);
    awaitReady("2");
    verifyNow();
    awaitVerified();

    row.strikes();
    elsewhere("DROP DATABASE orders WITH (FORCE)");
    elsewhere("ALTER DATABASE backup RENAME TO orders");
    verifyNow();
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

  @Test
  @Disaster(
      value = "The disk is full",
      done = "A script writes more than fits into a tablespace of 32 MiB; then space is freed.")
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
    assertThat(message()).contains("V2__fill.sql").contains("53100").contains("free some space");
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
      done = "The Secret has the wrong password from the start; then it is corrected.")
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
      value = "The password is rotated during a run",
      done =
          "The role's password is changed and its sessions are terminated; the Secret is updated later.")
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
          "The role's password is changed, a new script is added, and the Secret is updated after both.")
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
      value = "The server has no free connection",
      done =
          "The role is limited to one connection, but a run needs two; then the limit is raised.")
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

  /// Makes its owner a superuser when a superuser calls it, in whatever guise.
  private static final String PLANTED =
      """
      CREATE FUNCTION public.rise() RETURNS text LANGUAGE plpgsql AS $$
        BEGIN PERFORM pg_catalog.set_config('role', 'none', false); EXECUTE 'ALTER ROLE mallory SUPERUSER'; RETURN ''; END $$;
      CREATE FUNCTION public.jsonb_build_object(text, text, text, text) RETURNS jsonb LANGUAGE plpgsql AS
        $$ BEGIN PERFORM public.rise(); RETURN pg_catalog.jsonb_build_object($1, $2, $3, $4); END $$;
      CREATE FUNCTION public.concat_ws(text, text, text) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN PERFORM public.rise(); RETURN pg_catalog.concat_ws($1, $2, $3); END $$;
      CREATE FUNCTION public.times(integer, double precision) RETURNS double precision LANGUAGE plpgsql AS
        $$ BEGIN PERFORM public.rise(); RETURN pg_catalog.float8mul($1, $2); END $$;
      CREATE OPERATOR public.* (LEFTARG = integer, RIGHTARG = double precision, FUNCTION = public.times);
      CREATE FUNCTION public.rise_row() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN PERFORM public.rise(); RETURN NEW; END $$;
      CREATE TABLE public.migration_history (id bigserial PRIMARY KEY, migration_name text NOT NULL UNIQUE);
      CREATE TRIGGER rise BEFORE INSERT ON public.migration_history FOR EACH ROW EXECUTE FUNCTION public.rise_row();
      GRANT ALL ON public.migration_history TO PUBLIC;
      """;

  @Test
  @Disaster(
      value = "A database user is hostile",
      done =
          "A user with CREATE on `public` creates functions and an operator there that match Lockstep's statements better than PostgreSQL's own, and a history table with a trigger; a superuser migrates, and drops that table when the status names it.")
  void theDatabaseMeansHarm(Row row) {
    database.execute(
        "CREATE ROLE mallory LOGIN PASSWORD 'mallory'; GRANT CREATE, USAGE ON SCHEMA public TO mallory");
    database.as("mallory", "mallory").execute(PLANTED);
    scripts(TWO);
    secret();

    row.strikes();
    migration();
    awaitReason("HistoryUnusable");
    row.seen(message());
    assertThat(message()).contains("mallory");
    database.execute("DROP TABLE public.migration_history");
    kubectl("-n", namespace, "annotate", "smig", NAME, "lockstep.dev/retry=dropped");
    awaitReady("2");
    row.seen(message());
    row.healed();

    verifyNow();
    awaitVerified();
    assertThat(database.value("SELECT rolsuper FROM pg_roles WHERE rolname = 'mallory'"))
        .isEqualTo("f");
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
