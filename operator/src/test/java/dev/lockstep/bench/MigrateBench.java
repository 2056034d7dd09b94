package dev.lockstep.bench;

import dev.lockstep.testing.CountingProxy;
import dev.lockstep.testing.LockstepProcess;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/// Applies 500 small scripts with `lockstep migrate`, with psql (one process, one transaction for
/// each script) and with Flyway's API, in turns, and prints the ratios of the medians. psql must be
/// on the PATH.
public final class MigrateBench {
  private static final int SCRIPTS = 500;
  private static final int ROUNDS = 3;

  private final PostgresServer server;
  private final ScriptFolder scripts;
  private final Path psqlInput;

  private MigrateBench(PostgresServer server, Path folder) throws IOException {
    this.server = server;
    this.scripts = ScriptFolder.in(folder);
    this.psqlInput = folder.resolve("all.sql");
    var all = new StringBuilder();
    for (int i = 1; i <= SCRIPTS; i++) {
      String text =
          "CREATE TABLE t%d (id int PRIMARY KEY, v text);\nINSERT INTO t%d VALUES (1, 'x');\n"
              .formatted(i, i);
      scripts.with("V%d__t.sql".formatted(i), text);
      all.append("BEGIN;\n").append(text).append("COMMIT;\n");
    }
    Files.writeString(psqlInput, all);
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    var options = PostgresServer.Options.of(PostgresVersion.newest()).with(Map.of("fsync", "on"));
    try (var server = PostgresServer.start(options)) {
      new MigrateBench(server, Files.createTempDirectory("lockstep-bench-")).run();
    }
  }

  private void run() throws IOException, InterruptedException {
    var lockstep = new ArrayList<Duration>();
    var psql = new ArrayList<Duration>();
    var flyway = new ArrayList<Duration>();
    for (int round = 0; round <= ROUNDS; round++) {
      Duration first = lockstep(server.createDatabase());
      Duration second = psql(server.createDatabase());
      Duration third = flyway(server.createDatabase());
      if (round > 0) {
        lockstep.add(first);
        psql.add(second);
        flyway.add(third);
      }
    }
    double own = median(lockstep);
    System.out.printf("%d scripts, medians of %d rounds%n", SCRIPTS, ROUNDS);
    System.out.printf("lockstep migrate  %.2f s%n", own);
    System.out.printf(
        "psql              %.2f s   lockstep / psql   = %.2f%n", median(psql), own / median(psql));
    System.out.printf(
        "Flyway API        %.2f s   Flyway / lockstep = %.2f%n",
        median(flyway), median(flyway) / own);
    try (var proxy = CountingProxy.before(server)) {
      lockstep(server.createDatabase().through(proxy.port()));
      System.out.printf(
          "round trips       %d = %d scripts + %d%n",
          proxy.turns(), SCRIPTS, proxy.turns() - SCRIPTS);
    }
  }

  private Duration lockstep(TestDatabase database) {
    long start = System.nanoTime();
    try (var process = LockstepProcess.migrate(database, scripts)) {
      require(process.exitCode(), "lockstep", process.err());
    }
    return since(start);
  }

  private Duration psql(TestDatabase database) throws IOException, InterruptedException {
    long start = System.nanoTime();
    var command =
        List.of(
            "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            psqlInput.toString(),
            database.uri());
    Process process = new ProcessBuilder(command).inheritIO().start();
    require(process.waitFor(), "psql", "see above");
    return since(start);
  }

  private Duration flyway(TestDatabase database) {
    long start = System.nanoTime();
    int applied =
        Flyway.configure()
            .dataSource(database.jdbcUrl(), database.user(), database.password())
            .locations("filesystem:" + scripts.path())
            .load()
            .migrate()
            .migrationsExecuted;
    require(applied == SCRIPTS ? 0 : 1, "Flyway", applied + " applied");
    return since(start);
  }

  private static void require(int exitCode, String who, String why) {
    if (exitCode != 0) {
      throw new IllegalStateException("%s failed: %s".formatted(who, why));
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static double median(List<Duration> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow().toMillis()
        / 1000.0;
  }
}
