package dev.lockstep.engine.postgres.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.engine.postgres.EngineRun;
import dev.lockstep.testing.Await;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresServer.Stop;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs that end at random moments while scripts are sent together, in batches of all sizes. There
/// is never a script without the one before it.
final class BatchKillTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ENDS = 9;
  private static final int SCRIPTS = 270;

  /// The recorded scripts that do not follow the one before them.
  private static final String GAPS =
      """
      SELECT count(*) FROM (
        SELECT split_part(substr(migration_name, 2), '_', 1)::int AS number,
          row_number() OVER (ORDER BY split_part(substr(migration_name, 2), '_', 1)::int) AS place
        FROM migration_history WHERE status = 'success') s
      WHERE number <> place""";

  /// The scripts whose effect and record do not agree, or that did not find the effect of the one
  /// before them.
  private static final String DISAGREEMENTS =
      """
      SELECT count(*) FROM (SELECT number FROM done) d FULL JOIN (
        SELECT split_part(substr(migration_name, 2), '_', 1)::int AS number
        FROM migration_history WHERE status = 'success') h USING (number)
      WHERE d.number IS NULL OR h.number IS NULL
      UNION ALL SELECT count(*) FROM done WHERE number <> before + 1""";

  /// The attempts at scripts behind the first one that is not recorded.
  private static final String TRIED_BEHIND =
      """
      SELECT count(*) FROM migration_attempts
      WHERE split_part(substr(migration_name, 2), '_', 1)::int >
        1 + (SELECT count(*) FROM migration_history WHERE status = 'success')""";

  private final Random random;
  private final long seed = System.nanoTime();
  private final ScriptFolder scripts;

  BatchKillTest(@TempDir Path folder) {
    this.random = new Random(seed);
    this.scripts = ScriptFolder.in(folder);
    for (int i = 1; i <= SCRIPTS; i++) {
      scripts.with("V%d__t.sql".formatted(i), text(i));
    }
  }

  /// The size of a script determines how many of them are sent together.
  private String text(int number) {
    int most = number % 3 == 0 ? 600 : 5;
    String filler = "-- %s\n".formatted("x".repeat(100)).repeat(random.nextInt(1, most));
    return """
        CREATE TABLE t%1$d (id int PRIMARY KEY);
        INSERT INTO done SELECT %1$d, coalesce(max(number), 0) FROM done;
        SELECT pg_sleep(0.00%2$d);
        %3$s"""
        .formatted(number, random.nextInt(10), filler);
  }

  @ParameterizedTest
  @EnumSource(names = {"V14", "V18"})
  void noScriptIsAppliedWithoutTheOneBeforeIt(PostgresVersion version) {
    try (var server = PostgresServer.start(PostgresServer.Options.of(version))) {
      TestDatabase database = server.createDatabase();
      database.execute("CREATE TABLE done (number int, before int)");
      EngineRun.of(database, ScriptFolder.in(scripts.path().resolveSibling("none"))).succeed();

      for (int i = 0; i < ENDS; i++) {
        end(server, database, i);

        for (String none : new String[] {GAPS, DISAGREEMENTS, TRIED_BEHIND}) {
          assertThat(database.column(none)).as("end %d, seed %d", i, seed).containsOnly("0");
        }
      }
      EngineRun.of(database, scripts).succeed();

      assertThat(database.column(DISAGREEMENTS)).containsOnly("0");
      assertThat(database.value("SELECT count(*) FROM done")).isEqualTo(Integer.toString(SCRIPTS));
    }
  }

  /// Ends a run that has applied some more scripts.
  private void end(PostgresServer server, TestDatabase database, int how) {
    int enough = applied(database) + random.nextInt(1, SCRIPTS / ENDS);
    try (var run = LockstepProcess.migrate(database, scripts)) {
      Await.until("more scripts are applied", LIMIT, () -> applied(database) >= enough);
      switch (how % 3) {
        case 0 -> run.kill();
        case 1 -> {
          database.execute(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(0%' AND pid <> pg_backend_pid()");
          int before = applied(database);
          Await.until("the run goes on", LIMIT, () -> applied(database) > before || !run.isAlive());
          run.kill();
        }
        default -> {
          server.stop(Stop.IMMEDIATE);
          run.kill();
          run.exitCode();
          server.restart(Stop.IMMEDIATE);
        }
      }
      run.exitCode();
      Await.until(
          "the server has ended the run's sessions",
          LIMIT,
          () ->
              "0"
                  .equals(
                      database.value(
                          "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'")));
    }
  }

  private static int applied(TestDatabase database) {
    return Integer.parseInt(
        String.valueOf(
            database.value("SELECT count(*) FROM migration_history WHERE status = 'success'")));
  }
}
