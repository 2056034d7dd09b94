package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServer.Stop;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commits within a run are asynchronous: a server that crashes may lose the last of them, but only
/// a script together with its row.
final class ServerCrashTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int CRASHES = 6;
  private static final int SCRIPTS = 300;

  /// The number of scripts with a row but no table, or with a table but no row.
  private static final String DISAGREEMENTS =
      """
      SELECT count(*) FROM (
        SELECT to_regclass('t' || i) IS NOT NULL AS made,
          EXISTS (SELECT FROM migration_history
                  WHERE migration_name = 'V' || i || '__t.sql' AND status = 'success') AS recorded
        FROM generate_series(1, %d) i) s
      WHERE made <> recorded"""
          .formatted(SCRIPTS);

  @Test
  void historyAndSchemaAgreeWheneverTheServerCrashes(@TempDir Path folder) {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var scripts = ScriptFolder.in(folder);
    for (int i = 1; i <= SCRIPTS; i++) {
      scripts.with(
          "V%d__t.sql".formatted(i),
          "CREATE TABLE t%d (id int PRIMARY KEY); INSERT INTO t%d VALUES (1);".formatted(i, i));
    }
    try (var server = PostgresServer.start()) {
      TestDatabase database = server.createDatabase();
      EngineRun.of(database, ScriptFolder.in(folder.resolve("none"))).succeed();

      for (int crash = 0; crash < CRASHES; crash++) {
        crash(server, database, scripts, random.nextInt(1, SCRIPTS / CRASHES));

        assertThat(database.value(DISAGREEMENTS))
            .as("disagreements after crash %d, seed %d", crash, seed)
            .isEqualTo("0");
      }
      EngineRun.of(database, scripts).succeed();

      assertThat(database.value(DISAGREEMENTS)).isEqualTo("0");
      assertThat(database.value("SELECT count(*) FROM migration_history WHERE status = 'success'"))
          .isEqualTo(Integer.toString(SCRIPTS));
    }
  }

  /// Crashes the server during a run that has applied some more scripts.
  private static void crash(
      PostgresServer server, TestDatabase database, ScriptFolder scripts, int more) {
    int before = applied(database);
    try (var run = LockstepProcess.migrate(database, scripts)) {
      Await.until("more scripts are applied", LIMIT, () -> applied(database) >= before + more);
      server.stop(Stop.IMMEDIATE);
      run.kill();
      run.exitCode();
      server.restart(Stop.IMMEDIATE);
    }
  }

  private static int applied(TestDatabase database) {
    return Integer.parseInt(
        String.valueOf(
            database.value("SELECT count(*) FROM migration_history WHERE status = 'success'")));
  }
}
