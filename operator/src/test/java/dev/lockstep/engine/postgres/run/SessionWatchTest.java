package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.HeardLines;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(PostgresExtension.class)
@ParameterizedClass
@EnumSource(
    value = PostgresVersion.class,
    names = {"V14", "V18"})
final class SessionWatchTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(2);

  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final HeardLines heard = new HeardLines();

  SessionWatchTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    database = servers.of(version).createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @Test
  void tellsWhichStatementRunsAndWhomItWaitsFor() throws SQLException {
    scripts.with("V1__a.sql", "SELECT 1; SELECT 2; SELECT pg_advisory_lock(4711); SELECT 4;");
    var run = EngineRun.of(database, scripts).withLockTimeout(LONG);
    try (var holder = database.connect()) {
      execute(holder, "SET application_name = 'holder'");
      execute(holder, "SELECT pg_advisory_lock(4711), 's3cret'");
      var applied = CompletableFuture.supplyAsync(() -> run.succeed(heard));

      await(
          "V1__a.sql, statement 3 of 4, \\d+s; it waits for process \\d+ .*holder.*, connected for .*");

      execute(holder, "SELECT pg_advisory_unlock(4711)");
      assertThat(applied.join()).isEqualTo(1);
    }
    assertThat(heard.lines()).noneMatch(line -> line.contains("s3cret"));
    assertThat(heard.confidential()).anyMatch(text -> text.contains("s3cret"));
  }

  @Test
  void tellsHowFarAnIndexBuildAndACopyAre() {
    database.execute(
        """
        CREATE TABLE t (id int);
        INSERT INTO t SELECT generate_series(1, 400);
        CREATE FUNCTION slow(x int) RETURNS int IMMUTABLE LANGUAGE plpgsql
          AS 'BEGIN PERFORM pg_sleep(0.01); RETURN x; END';
        CREATE TABLE c (id int CHECK (slow(id) > 0));
        """);
    scripts.with("V1__i.sql", "CREATE INDEX i ON t (slow(id));");
    scripts.with("V2__c.sql", "COPY c FROM stdin;\n" + "1\n".repeat(400) + "\\.\n");
    var run = EngineRun.of(database, scripts);
    var applied = CompletableFuture.supplyAsync(() -> run.succeed(heard));

    await("V1__i.sql, statement 1 of 1, \\d+s, CREATE INDEX, building index.*: \\d+ %");
    await("V2__c.sql, statement 1 of 1, \\d+s, COPY: \\d+ %");

    assertThat(applied.join()).isEqualTo(2);
  }

  @Test
  void tellsHowFarTheServersHousekeepingIs() throws SQLException {
    database.execute(
        """
        CREATE TABLE run ();
        CREATE FUNCTION slow(x int) RETURNS int IMMUTABLE LANGUAGE plpgsql
          AS 'BEGIN PERFORM pg_sleep(0.01 * (SELECT count(*) FROM public.run)); RETURN x; END';
        CREATE TABLE c (id int PRIMARY KEY);
        INSERT INTO c SELECT generate_series(1, 400);
        CREATE INDEX c_slow ON c (slow(id));
        INSERT INTO run DEFAULT VALUES;
        CREATE TABLE pinned AS SELECT 1 AS id;
        """);
    scripts.with("V1__a.sql", "ANALYZE c;");
    scripts.with("V2__c.sql", "CLUSTER c USING c_pkey;");
    scripts.with("V3__v.sql", "VACUUM (FREEZE, DISABLE_PAGE_SKIPPING) pinned;");
    var run = EngineRun.of(database, scripts);
    try (var holder = database.connect()) {
      holder.setAutoCommit(false);
      execute(holder, "DECLARE c CURSOR FOR SELECT * FROM pinned");
      execute(holder, "FETCH 1 FROM c");
      var applied = CompletableFuture.supplyAsync(() -> run.succeed(heard));

      await("V1__a.sql, statement 1 of 1, \\d+s, ANALYZE, computing statistics");
      await("V2__c.sql, statement 1 of 1, \\d+s, CLUSTER, rebuilding index");
      await("V3__v.sql, statement 1 of 1, \\d+s, VACUUM, scanning heap: \\d+ %");

      holder.rollback();
      assertThat(applied.join()).isEqualTo(3);
    }
  }

  @Test
  void aConcurrentBuildWaitsLongerThanOthersMay() throws SQLException {
    database.execute("CREATE TABLE busy (id int)");
    scripts.with("V1__a.sql", "CREATE INDEX CONCURRENTLY busy_id ON busy (id)");
    var run = EngineRun.of(database, scripts).withLockTimeout(Duration.ofMillis(300));
    try (var holder = database.connect()) {
      holder.setAutoCommit(false);
      execute(holder, "INSERT INTO busy VALUES (1)");
      var applied = CompletableFuture.supplyAsync(() -> run.succeed(heard));

      await("V1__a.sql, statement 1 of 1, \\d+s, .*; it waits for process .*");

      holder.rollback();
      assertThat(applied.join()).isEqualTo(1);
    }
    assertThat(heard.lines()).noneMatch(line -> line.contains("trying again"));
    assertThat(database.column("SELECT status FROM migration_attempts")).containsExactly("success");
  }

  @Test
  void tellsThatAStatementOfAJournaledScriptIsTriedAgain() throws SQLException {
    database.execute("CREATE TABLE busy (id int)");
    scripts.with("V1__a.sql", "VACUUM busy;\nALTER TABLE busy ADD COLUMN x int");
    var run =
        EngineRun.of(database, scripts)
            .withLockTimeout(Duration.ofMillis(300))
            .withLockRetryTimeout(LONG);
    try (var holder = database.connect()) {
      holder.setAutoCommit(false);
      execute(holder, "SELECT 'held' FROM busy");
      var applied = CompletableFuture.supplyAsync(() -> run.succeed(heard));

      await(
          "V1__a.sql, statement 2, line 2: .*; it waited for process .*idle in transaction.*; trying again");

      holder.rollback();
      assertThat(applied.join()).isEqualTo(1);
    }
  }

  @Test
  void saysNothingOfShortScripts() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "CREATE TABLE b ()");

    EngineRun.of(database, scripts).succeed(heard);

    assertThat(heard.lines()).isEmpty();
  }

  @Test
  void readersGetThroughWhileAnAlterTableTriesForItsLock() throws SQLException {
    database.execute("CREATE TABLE busy (id int)");
    scripts.with("V1__a.sql", "ALTER TABLE busy ADD COLUMN x int");
    var run =
        EngineRun.of(database, scripts)
            .withLockTimeout(Duration.ofMillis(300))
            .withLockRetryTimeout(LONG);
    try (var holder = database.connect();
        var reader = database.connect()) {
      holder.setAutoCommit(false);
      execute(holder, "SELECT 'held' FROM busy");
      var applied = CompletableFuture.supplyAsync(() -> run.succeed(heard));
      execute(reader, "SET statement_timeout = '30s'");
      for (int i = 0; i < 3; i++) {
        Await.until("the script waits for its lock", LIMIT, this::someoneWaits);
        execute(reader, "SELECT * FROM busy");
      }
      await(
          "V1__a.sql, statement 1, line 1: .*; it waited for process .*idle in transaction.*; trying again");

      holder.rollback();

      assertThat(applied.join()).isEqualTo(1);
    }
    assertThat(heard.confidential()).anyMatch(text -> text.contains("SELECT 'held' FROM busy"));
  }

  private boolean someoneWaits() {
    return !"0"
        .equals(
            database.value(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'busy'::regclass"));
  }

  private void await(String pattern) {
    try {
      Await.until(pattern, LIMIT, () -> heard.heard(pattern));
    } catch (AssertionError e) {
      throw new AssertionError("heard only " + heard.lines(), e);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
