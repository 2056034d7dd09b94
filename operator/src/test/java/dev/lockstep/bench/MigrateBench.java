package dev.lockstep.bench;

import dev.lockstep.bench.Work.Contender;
import dev.lockstep.testing.CountingProxy;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Measures `lockstep` against a floor, psql, Flyway, Liquibase, dbmate and goose, each a process
/// of its own from its start to its exit, on a server that syncs its commits to the disk. What
/// counts are the ratios within a round: the machine's speed drifts.
public final class MigrateBench {
  private static final Duration NETWORK_DELAY = Duration.ofMillis(1);
  private static final int COMMIT_DELAY_MICROSECONDS = 2_000;

  private final PostgresServer server;
  private final SlowNetwork network;
  private final Path folder;
  private final Contenders contenders;

  private MigrateBench(PostgresServer server, SlowNetwork network, Path folder) throws IOException {
    this.server = server;
    this.network = network;
    this.folder = folder;
    this.contenders = new Contenders(folder);
  }

  /// Measures.
  ///
  /// @param args the works, by their names in any case, each with an optional number of rounds
  ///   (`tiny`, `big=5`); all, when there are none
  public static void main(String[] args) throws IOException, InterruptedException {
    if (!hasPsql()) {
      System.err.println(
          "bench: psql is not on the PATH: install it (Debian and Ubuntu: postgresql-client)");
      System.exit(1);
    }
    var options =
        PostgresServer.Options.of(PostgresVersion.newest())
            .with(Map.of("fsync", "on", "full_page_writes", "on"));
    try (var server = PostgresServer.start(options);
        var network = SlowNetwork.before(server, NETWORK_DELAY)) {
      new MigrateBench(server, network, Files.createTempDirectory("lockstep-bench-")).run(args);
    }
  }

  private static boolean hasPsql() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql")));
  }

  private void run(String[] args) throws IOException, InterruptedException {
    ScriptFolder tiny = scripts(Work.TINY);
    contenders.train(server.createDatabase(), tiny);
    if (args.length == 0) {
      roundTrips(tiny);
      for (Work work : Work.values()) {
        measure(work, work.rounds());
      }
    }
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      Work work = Work.valueOf(parts[0].toUpperCase(Locale.ROOT));
      measure(work, parts.length > 1 ? Integer.parseInt(parts[1]) : work.rounds());
    }
  }

  private ScriptFolder scripts(Work work) throws IOException {
    Path parent = folder.resolve(work.name().toLowerCase(Locale.ROOT));
    boolean isNew = !Files.exists(parent);
    var scripts = ScriptFolder.in(Files.createDirectories(parent));
    if (isNew) {
      work.write(scripts);
    }
    return scripts;
  }

  /// The first round warms the machine's caches and does not count.
  private void measure(Work work, int rounds) throws IOException, InterruptedException {
    ScriptFolder scripts = scripts(work);
    var kept = new EnumMap<Contender, TestDatabase>(Contender.class);
    var results = new EnumMap<Contender, List<Measured>>(Contender.class);
    for (int round = 0; round <= rounds; round++) {
      if (round > 0) {
        work.writePending(scripts, round);
      }
      for (Contender contender : work.contenders()) {
        TestDatabase database =
            work.keepsDatabase()
                ? kept.computeIfAbsent(contender, _ -> database(work))
                : database(work);
        Measured measured = contenders.run(contender, work, database, scripts);
        if (round > 0) {
          results.computeIfAbsent(contender, _ -> new ArrayList<>()).add(measured);
        }
      }
    }
    System.out.print(new Results(work, rounds, results).table());
    if (work.isStart()) {
      TestDatabase database = kept.computeIfAbsent(Contender.LOCKSTEP, _ -> database(work));
      System.out.println("  lockstep: " + contenders.classes(work, database, scripts));
    }
  }

  private TestDatabase database(Work work) {
    TestDatabase database = server.createDatabase();
    return switch (work) {
      case NETWORK -> database.through(network.port());
      case COMMITS -> {
        String alter = "ALTER DATABASE %s SET ".formatted(database.name());
        database.execute(alter + "commit_delay = " + COMMIT_DELAY_MICROSECONDS);
        database.execute(alter + "commit_siblings = 0");
        yield database;
      }
      case TINY, LONG, NOTHING, BIG, HISTORY, VERSION -> database;
    };
  }

  /// The second run over the same scripts has the fixed ones alone.
  private void roundTrips(ScriptFolder scripts) throws IOException, InterruptedException {
    try (var proxy = CountingProxy.before(server)) {
      TestDatabase database = server.createDatabase().through(proxy.port());
      contenders.run(Contender.LOCKSTEP, Work.TINY, database, scripts);
      int all = proxy.turns();
      proxy.reset();
      contenders.run(Contender.LOCKSTEP, Work.TINY, database, scripts);
      System.out.printf(
          "Round trips of lockstep: %d for 500 tiny scripts, %d with nothing to do%n",
          all, proxy.turns());
    }
  }
}
