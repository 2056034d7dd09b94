package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.CountingProxy;
import dev.lockstep.testing.PostgresExtension;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.ScriptFolder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresExtension.class)
final class RoundTripsTest {
  /// The round trips of a run with nothing to do: the lock, and beside it the search path; what the
  /// database is; the history.
  private static final int IDLE = 4;

  /// The round trips at the end of a run that applied something: the flush and the history.
  private static final int SETTLING = 1;

  @Test
  void fiveHundredScriptsTakeAtMostForty(PostgresServer server, @TempDir Path folder) {
    try (var proxy = CountingProxy.before(server)) {
      var database = server.createDatabase().through(proxy.port());
      var scripts = ScriptFolder.in(folder);
      var run = EngineRun.of(database, scripts);
      int idle = idleTurns(run, proxy);
      assertThat(idle).isEqualTo(IDLE);
      for (int i = 1; i <= 500; i++) {
        scripts.with(
            "V%d__t.sql".formatted(i),
            "CREATE TABLE t%d (id int); INSERT INTO t%d VALUES (1);".formatted(i, i));
      }
      reset(run, proxy);

      int applied = run.succeed();

      assertThat(applied).isEqualTo(500);
      assertThat(proxy.turns()).isLessThanOrEqualTo(40);
    }
  }

  @Test
  void oneScriptTakesTwoMoreThanNone(PostgresServer server, @TempDir Path folder) {
    try (var proxy = CountingProxy.before(server)) {
      var database = server.createDatabase().through(proxy.port());
      var scripts = ScriptFolder.in(folder);
      var run = EngineRun.of(database, scripts);
      int idle = idleTurns(run, proxy);
      scripts.with("V1__t.sql", "CREATE TABLE t (id int); INSERT INTO t VALUES (1);");
      reset(run, proxy);

      run.succeed();

      assertThat(proxy.turns()).isEqualTo(idle + SETTLING + 1);
    }
  }

  /// If BEGIN is canceled, only the session's default keeps a script from writing.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "RESET ALL",
        "SET default_transaction_read_only = off",
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
        "RESET default_transaction_read_only",
      })
  void aStatementThatAllowsWritingWaitsForTheTransaction(
      String statement, PostgresServer server, @TempDir Path folder) {
    try (var proxy = CountingProxy.before(server)) {
      var database = server.createDatabase().through(proxy.port());
      var scripts = ScriptFolder.in(folder);
      var run = EngineRun.of(database, scripts);
      int idle = idleTurns(run, proxy);
      scripts.with("V1__t.sql", statement + "; CREATE TABLE t (id int);");
      reset(run, proxy);

      run.succeed();

      assertThat(proxy.turns()).isEqualTo(idle + SETTLING + 2);
    }
  }

  @Test
  void aScriptOf200StatementsTakesOne(PostgresServer server, @TempDir Path folder) {
    try (var proxy = CountingProxy.before(server)) {
      var database = server.createDatabase().through(proxy.port());
      var scripts = ScriptFolder.in(folder);
      var run = EngineRun.of(database, scripts);
      int idle = idleTurns(run, proxy);
      for (int i = 1; i <= 20; i++) {
        String insert = "INSERT INTO t%d VALUES (1, 'a value of one of the rows');\n".formatted(i);
        scripts.with(
            "V%d__t.sql".formatted(i),
            "CREATE TABLE t%d (id int, v text);\n".formatted(i) + insert.repeat(199));
      }
      reset(run, proxy);

      run.succeed();

      assertThat(proxy.turns()).isEqualTo(idle + SETTLING + 20);
    }
  }

  @Test
  void nothingIsReadForScriptsThatAreApplied(PostgresServer server, @TempDir Path folder) {
    try (var proxy = CountingProxy.before(server)) {
      var database = server.createDatabase().through(proxy.port());
      var scripts = ScriptFolder.in(folder);
      var run = EngineRun.of(database, scripts);
      int idle = idleTurns(run, proxy);
      for (int i = 1; i <= 300; i++) {
        scripts.with("V%d__t.sql".formatted(i), "SELECT %d".formatted(i));
      }
      run.succeed();
      scripts.with("V301__t.sql", "CREATE TABLE t ()");
      reset(run, proxy);

      run.succeed();
      int onePending = proxy.turns();
      reset(run, proxy);
      run.succeed();

      assertThat(idle).isEqualTo(IDLE);
      assertThat(onePending).isEqualTo(IDLE + SETTLING + 1);
      assertThat(proxy.turns()).isEqualTo(idle);
    }
  }

  @Test
  void aScriptOfThousandsOfStatementsTakesOneForEach250(
      PostgresServer server, @TempDir Path folder) {
    try (var proxy = CountingProxy.before(server)) {
      var database = server.createDatabase().through(proxy.port());
      var scripts = ScriptFolder.in(folder);
      var run = EngineRun.of(database, scripts);
      int idle = idleTurns(run, proxy);
      scripts.with(
          "V1__many.sql",
          "CREATE TABLE t (id int);\n" + "INSERT INTO t VALUES (1);\n".repeat(2000));
      reset(run, proxy);

      run.succeed();

      assertThat(proxy.turns()).isEqualTo(idle + SETTLING + 9);
      assertThat(database.value("SELECT count(*) FROM t")).isEqualTo("2000");
    }
  }

  /// The round trips of a run without pending scripts.
  private static int idleTurns(EngineRun run, CountingProxy proxy) {
    run.succeed();
    reset(run, proxy);
    run.succeed();
    return proxy.turns();
  }

  /// Starts to count, once the server has given the locks of the last run back: who finds them
  /// taken asks once more.
  private static void reset(EngineRun run, CountingProxy proxy) {
    Await.until(
        "the server has ended the sessions, so that the next run finds their locks free",
        Duration.ofSeconds(60),
        () ->
            run.database()
                .column(
                    "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE locktype = 'advisory' AND datname = current_database()")
                .isEmpty());
    proxy.reset();
  }
}
