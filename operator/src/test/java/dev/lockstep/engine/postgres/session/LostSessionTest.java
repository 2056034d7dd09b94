package dev.lockstep.engine.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.engine.postgres.HeardLines;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.CountingProxy;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServers;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
final class LostSessionTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Sleeps forever in the first session that runs it, and not at all in later ones.
  private static final String ONCE =
      "CREATE TABLE once (id int); SELECT CASE nextval('tries') WHEN 1 THEN pg_sleep(600) END;";

  private final PostgresServer server;
  private final TestDatabase database;
  private final ScriptFolder scripts;
  private final HeardLines heard = new HeardLines();

  LostSessionTest(PostgresVersion version, PostgresServers servers, @TempDir Path folder) {
    server = servers.of(version);
    database = server.createDatabase();
    scripts = ScriptFolder.in(folder);
  }

  @Test
  void aRunGoesOnAfterItsWorkSessionWasTerminated() {
    terminateInMidScript("wait_event = 'PgSleep'");

    assertThat(heard.lines()).anyMatch(line -> line.contains("connecting again"));
  }

  @Test
  void aRunGoesOnAfterItsLockSessionWasTerminated() {
    // Not by its state: it asks the server now and then how far the script is.
    terminateInMidScript(
        "application_name LIKE 'lockstep%' AND wait_event IS DISTINCT FROM 'PgSleep'");

    assertThat(heard.lines())
        .anyMatch(line -> line.contains("the session that held the run lock was lost"));
  }

  /// DISCARD ALL releases the work lock for a moment, in which a successor could acquire it.
  @Test
  void aJournaledScriptLooksAfterItsLockWhenItGaveItUpForAMoment() {
    database.execute("CREATE TABLE log (id int)");
    scripts.with(
        "V1__a.sql",
        """
        VACUUM log;
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name LIKE 'lockstep%' AND pid <> pg_backend_pid() AND datname = current_database();
        DISCARD ALL;
        INSERT INTO log VALUES (1);
        VACUUM log;
        """);

    assertThat(EngineRun.of(database, scripts).succeed(heard)).isEqualTo(1);

    assertThat(database.column("SELECT id FROM log")).containsExactly("1");
    assertThat(database.column("SELECT status FROM migration_attempts ORDER BY created_at"))
        .containsExactly("failed", "success");
    assertThat(heard.lines())
        .anyMatch(line -> line.contains("the session that held the run lock was lost"));
  }

  private void terminateInMidScript(String which) {
    database.execute("CREATE SEQUENCE tries");
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__once.sql", ONCE);
    var run = EngineRun.of(database, scripts);
    var applied = CompletableFuture.supplyAsync(() -> run.succeed(heard));
    awaitSleep();

    assertThat(
            database.value(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND "
                    + which))
        .isEqualTo("1");

    assertThat(applied.join()).isEqualTo(2);
    assertThat(database.column("SELECT status FROM migration_attempts ORDER BY created_at"))
        .containsExactly("success", "failed", "success");
    assertThat(database.column("SELECT status FROM migration_history"))
        .containsExactly("success", "success");
  }

  @Test
  void aRunGoesOnAfterTheServerCrashed() {
    try (var own = PostgresServer.start(server.version())) {
      TestDatabase crashing = own.createDatabase();
      crashing.execute("CREATE TABLE log (id int)");
      scripts.with("V1__a.sql", "CREATE TABLE a ()");
      scripts.with("V2__once.sql", "CREATE TABLE once (id int); SELECT pg_sleep(5);");
      var applied =
          CompletableFuture.supplyAsync(() -> EngineRun.of(crashing, scripts).succeed(heard));
      awaitSleep(crashing);

      own.restart(PostgresServer.Stop.IMMEDIATE);

      assertThat(applied.join()).isEqualTo(2);
      assertThat(crashing.column("SELECT status FROM migration_history"))
          .containsExactly("success", "success");
      assertThat(
              crashing.value(
                  "SELECT count(to_regclass(name)) FROM (VALUES ('a'), ('once')) n(name)"))
          .isEqualTo("2");
    }
  }

  @Test
  void aRunThatFindsNoServerAnyMoreNamesTheScriptThatWasCutOff() {
    try (var own = PostgresServer.start(server.version())) {
      TestDatabase stopping = own.createDatabase();
      scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__sleep.sql", "SELECT pg_sleep(600)");
      var run = EngineRun.of(stopping, scripts).withConnectTimeout(Duration.ofSeconds(1));
      var failed = CompletableFuture.supplyAsync(run::fail);
      awaitSleep(stopping);

      own.stop(PostgresServer.Stop.IMMEDIATE);

      Failure failure = failed.join();
      assertThat(failure.kind()).isEqualTo(FailureKind.DATABASE_UNREACHABLE);
      assertThat(failure.script()).isEqualTo("V2__sleep.sql");
      assertThat(failure.message())
          .startsWith("V2__sleep.sql: the connection was lost")
          .contains("cannot connect to");
    }
  }

  @Test
  void aCommitThatNeverReachedTheServerIsSentAgain() {
    scripts.with("V1__a.sql", "CREATE TABLE a ()").with("V2__b.sql", "CREATE TABLE b ()");
    EngineRun.of(database, ScriptFolder.in(scripts.path().resolveSibling("none"))).succeed();
    try (var proxy = CountingProxy.before(server)) {
      proxy.lose("COMMIT");

      int applied = EngineRun.of(database.through(proxy.port()), scripts).succeed(heard);

      assertThat(proxy.lost()).isEqualTo(1);
      assertThat(applied).isEqualTo(2);
    }
    assertThat(database.column("SELECT status FROM migration_history"))
        .containsExactly("success", "success");
  }

  /// The runner's data is then not acknowledged, and the system would retransmit it for a quarter
  /// of an hour.
  @Test
  void aRunThatHearsNothingAnyMoreConnectsAgain() throws Exception {
    database.execute("CREATE SEQUENCE tries");
    scripts.with("V1__once.sql", ONCE);
    assertConnectsAgain(() -> {});
    assertThat(database.column("SELECT status FROM migration_attempts ORDER BY created_at"))
        .containsExactly("failed", "success");
  }

  @Test
  void aRunThatIsStuckInTheMiddleOfSendingConnectsAgain() throws Exception {
    database.execute(
        """
        CREATE TABLE slow ();
        INSERT INTO slow DEFAULT VALUES;
        CREATE FUNCTION patience(x int) RETURNS int IMMUTABLE LANGUAGE plpgsql
          AS 'BEGIN PERFORM pg_sleep(600 * (SELECT count(*) FROM public.slow)); RETURN x; END';
        CREATE TABLE c (id int CHECK (patience(id) > 0), filler text);
        """);
    scripts.with(
        "V1__copy.sql",
        "COPY c FROM stdin;\n" + ("1\t" + "x".repeat(100_000) + "\n").repeat(300) + "\\.\n");
    assertConnectsAgain(() -> database.execute("TRUNCATE slow"));
    assertThat(database.value("SELECT count(*) FROM c")).isEqualTo("300");
  }

  /// Cuts the network while a script sleeps in the server.
  private void assertConnectsAgain(Runnable next) throws Exception {
    try (var proxy = CountingProxy.before(server).blindly()) {
      var run =
          EngineRun.of(database.through(proxy.port()), scripts)
              .withConnectTimeout(Duration.ofSeconds(1));
      var applied = CompletableFuture.supplyAsync(() -> run.succeed(heard));
      awaitSleep();

      proxy.cut();
      next.run();

      assertThat(applied.get(2, TimeUnit.MINUTES)).isEqualTo(1);
    }
    assertThat(heard.lines()).anyMatch(line -> line.contains("connecting again"));
  }

  @Test
  void callbacksAfterAJournaledScriptRunAlsoWhenTheAnswerToItsCommitIsLost() {
    database.execute("CREATE TABLE log (what text)");
    scripts
        .with("V1__a.sql", "VACUUM log")
        .with("afterEachMigrate.sql", "INSERT INTO log VALUES ('after')");
    try (var proxy = CountingProxy.before(server)) {
      proxy.loseAnswerTo("WITH done");

      int applied = EngineRun.of(database.through(proxy.port()), scripts).succeed(heard);

      assertThat(proxy.lost()).isEqualTo(1);
      assertThat(applied).isEqualTo(1);
    }
    assertThat(database.column("SELECT what FROM log")).containsExactly("after");
  }

  @Test
  void aKilledRunnersStatementEndsAndWhoWaitsIsToldForWhom() {
    scripts.with("V1__sleep.sql", "SELECT pg_sleep(600)");
    try (var first = LockstepProcess.migrate(database, scripts, "--run-id", "first-run");
        var second = LockstepProcess.migrate(database, scripts, "--run-id", "second-run")) {
      awaitSleep();
      Await.until(
          "one run tells of the other",
          LIMIT,
          () ->
              (first.err() + second.err())
                  .matches(
                      "(?s).*waiting for the run lock of schema public, \\d+s: held by process \\d+ of user postgres \\(lockstep (first|second)-run\\).*"));
      var waiting = first.err().contains("waiting for the run lock") ? first : second;
      waiting.terminate();
      assertThat(waiting.exitCode()).isEqualTo(15);

      (waiting == first ? second : first).kill();

      awaitNobody();
    }
  }

  @Test
  void aKilledRunnersIndexBuildEnds() {
    database.execute(
        """
        CREATE TABLE t AS SELECT generate_series(1, 100000) AS id;
        CREATE FUNCTION slow(x int) RETURNS int IMMUTABLE LANGUAGE plpgsql
          AS 'BEGIN PERFORM pg_sleep(0.01); RETURN x; END';
        """);
    scripts.with("V1__i.sql", "CREATE INDEX i ON t (slow(id))");
    try (var runner = LockstepProcess.migrate(database, scripts)) {
      awaitSleep();
      runner.kill();

      awaitNobody();
    }
  }

  private void awaitNobody() {
    Await.until(
        "no session of a runner is left",
        LIMIT,
        () ->
            "0"
                .equals(
                    database.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'lockstep%' AND datname = current_database()")));
  }

  private void awaitSleep() {
    awaitSleep(database);
  }

  private static void awaitSleep(TestDatabase where) {
    Await.until(
        "the script sleeps in the server",
        LIMIT,
        () ->
            "1"
                .equals(
                    where.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()")));
  }
}
