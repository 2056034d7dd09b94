package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.TargetRun;
import dev.lockstep.engine.postgres.sql.Sql;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.PgBouncer;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A real PgBouncer in front of a real server.
@ExtendWith(PostgresExtension.class)
final class PoolerTest {
  private final PostgresServer server;
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final Path folder;

  PoolerTest(PostgresServer server, @TempDir Path folder) {
    this.server = server;
    this.folder = folder;
    database = server.createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pool_mode = transaction",
        "pool_mode = statement",
        "pool_mode = transaction\nserver_round_robin = 1",
        "pool_mode = transaction\ndefault_pool_size = 1",
        "pool_mode = transaction\nignore_startup_parameters = options",
        "pool_mode = transaction\nmin_pool_size = 5\nserver_round_robin = 1"
      })
  void aPoolThatMovesSessionsIsRefusedBeforeAnythingIsDone(String mode) {
    scripts.with("V1__a.sql", "CREATE TABLE a ()");
    try (var pool = PgBouncer.before(server, folder, mode)) {
      Failure failure = TargetRun.of(database.through(pool.port()), scripts).fail();

      assertThat(failure.kind()).isEqualTo(FailureKind.POOLER_DETECTED);
      assertThat(failure.message()).contains("transaction or statement mode");
      assertThat(failure.hint()).contains("session mode");
    }
    assertThat(database.value("SELECT to_regclass('migration_history')")).isNull();
    assertThat(database.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pool_mode = session", "ignore_startup_parameters = options"})
  void aPoolInSessionModeWorks(String mode) {
    scripts
        .with("V1__a.sql", "CREATE TABLE a AS SELECT current_setting('lock_timeout') AS l")
        .with(
            "V2__b.sql",
            "SET lock_timeout = 0; SET search_path = pg_catalog; CREATE TEMP TABLE t ();")
        .with(
            "V3__c.sql",
            "BEGIN; CREATE TABLE c AS SELECT current_setting('lock_timeout') AS l; COMMIT; CREATE TABLE d ();")
        .with("V4__e.sql", "COPY a FROM stdin;\nx\n\\.\n");
    try (var pool = PgBouncer.before(server, folder, mode)) {
      var run = TargetRun.of(database.through(pool.port()), scripts);

      assertThat(run.succeed()).isEqualTo(4);
      assertThat(run.succeed()).isZero();
      try (var reading = run.open()) {
        assertThat(reading.read().rows()).hasSize(4);
      }
    }
    assertThat(database.column("SELECT l FROM a UNION SELECT l FROM c"))
        .containsExactlyInAnyOrder("5s", "x");
  }

  @Test
  void roleAndSettingsHoldBehindAPool() {
    String owner = database.name() + " own\\er";
    database.execute("CREATE ROLE " + Sql.identifier(owner));
    database.execute("GRANT ALL ON SCHEMA public TO " + Sql.identifier(owner));
    scripts
        .with("V1__a.sql", "CREATE TABLE a AS SELECT current_setting('app.x') AS x; RESET ROLE")
        .with("V2__b.sql", "SET SESSION AUTHORIZATION DEFAULT; CREATE TABLE b ()")
        .with("V3__c.sql", "CREATE TABLE c ()");
    try (var pool = PgBouncer.before(server, folder)) {
      TargetRun.of(database.through(pool.port()), scripts)
          .withSession(new SessionOptions(owner, Map.of("app.x", "y")))
          .succeed();
    }
    assertThat(database.value("SELECT x FROM a")).isEqualTo("y");
    assertThat(
            database.column(
                "SELECT tableowner FROM pg_tables WHERE tablename IN ('a', 'c', 'migration_history')"))
        .containsOnly(owner);
  }

  @Test
  void aLongWaitNamesWhomItWaitsForBehindAPool() throws Exception {
    database.execute("CREATE TABLE a ()");
    scripts.with("V1__a.sql", "ALTER TABLE a ADD COLUMN b int");
    try (var pool = PgBouncer.before(server, folder);
        var blocker = database.connect();
        var statement = blocker.createStatement()) {
      blocker.setAutoCommit(false);
      statement.execute("LOCK TABLE a");

      var run = TargetRun.of(database.through(pool.port()), scripts);
      var impatient =
          run.within(
              EngineRun.of(database, scripts)
                  .withLockTimeout(java.time.Duration.ofMillis(700))
                  .settings());
      Failure failure = impatient.fail();

      assertThat(failure.sqlState()).isEqualTo("55P03");
      assertThat(failure.message()).contains("it waited for process ");
    }
  }
}
