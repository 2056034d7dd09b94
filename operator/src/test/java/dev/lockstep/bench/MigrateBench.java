package dev.lockstep.bench;

import dev.lockstep.testing.Checkout;
import dev.lockstep.testing.CountingProxy;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.ScriptFolder;
import dev.lockstep.testing.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/// Applies 500 small scripts in turns with `lockstep migrate`, with the same on an AOT cache, with
/// psql (one process, one transaction for each script) and with Flyway's API, each a process of its
/// own from its start to its exit and the JVMs with the same flags, on a server that syncs its
/// commits to the disk. What counts are the ratios within a round: the machine's speed drifts.
public final class MigrateBench {
  private static final int SCRIPTS = 500;
  private static final int ROUNDS = 5;
  private static final List<String> JVM = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final PostgresServer server;
  private final ScriptFolder scripts;
  private final Path psqlInput;
  private final Path aotCache;

  private MigrateBench(PostgresServer server, Path folder) throws IOException {
    this.server = server;
    this.scripts = ScriptFolder.in(folder);
    this.psqlInput = folder.resolve("all.sql");
    this.aotCache = folder.resolve("lockstep.aot");
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
    if (!hasPsql()) {
      System.err.println(
          "bench: psql is not on the PATH: install it (Debian and Ubuntu: postgresql-client)");
      System.exit(1);
    }
    var options =
        PostgresServer.Options.of(PostgresVersion.newest())
            .with(Map.of("fsync", "on", "full_page_writes", "on"));
    try (var server = PostgresServer.start(options)) {
      new MigrateBench(server, Files.createTempDirectory("lockstep-bench-")).run();
    }
  }

  private static boolean hasPsql() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql")));
  }

  private void run() throws IOException, InterruptedException {
    time(List.of("-XX:AOTCacheOutput=" + aotCache), lockstep(server.createDatabase()));
    var contenders = new LinkedHashMap<String, Function<TestDatabase, List<String>>>();
    contenders.put("lockstep", this::lockstep);
    contenders.put("lockstep, AOT cache", this::lockstep);
    contenders.put("psql", this::psql);
    contenders.put("Flyway API", this::flyway);
    var seconds = new LinkedHashMap<String, List<Double>>();
    for (int round = 0; round <= ROUNDS; round++) {
      for (var contender : contenders.entrySet()) {
        List<String> options =
            contender.getKey().endsWith("AOT cache")
                ? List.of("-XX:AOTCache=" + aotCache)
                : List.of();
        double time = time(options, contender.getValue().apply(server.createDatabase()));
        if (round > 0) {
          seconds.computeIfAbsent(contender.getKey(), _ -> new ArrayList<>()).add(time);
        }
      }
    }
    System.out.printf("%d small scripts, %d rounds: median (min to max)%n", SCRIPTS, ROUNDS);
    seconds.forEach((name, times) -> System.out.printf("  %-32s %s s%n", name, Spread.of(times)));
    ratio(seconds, "lockstep", "psql", "aim: at most 1.3");
    ratio(seconds, "lockstep, AOT cache", "psql", "");
    ratio(seconds, "Flyway API", "lockstep", "aim: at least 4");
    ratio(seconds, "Flyway API", "lockstep, AOT cache", "");
    roundTrips();
  }

  private static void ratio(
      Map<String, List<Double>> seconds, String over, String under, String aim) {
    List<Double> first = seconds.getOrDefault(over, List.of());
    List<Double> second = seconds.getOrDefault(under, List.of());
    var ratios = new ArrayList<Double>();
    for (int i = 0; i < first.size(); i++) {
      ratios.add(first.get(i) / second.get(i));
    }
    System.out.printf("  %-32s %s   %s%n", over + " / " + under, Spread.of(ratios), aim);
  }

  /// The second run over the same scripts has the fixed ones alone.
  private void roundTrips() throws IOException, InterruptedException {
    try (var proxy = CountingProxy.before(server)) {
      TestDatabase database = server.createDatabase().through(proxy.port());
      time(List.of(), lockstep(database));
      int all = proxy.turns();
      proxy.reset();
      time(List.of(), lockstep(database));
      System.out.printf(
          "  round trips                      %d = %d scripts + %d; with nothing to do %d%n",
          all, SCRIPTS, all - SCRIPTS, proxy.turns());
    }
  }

  private List<String> lockstep(TestDatabase database) {
    return List.of(
        Checkout.target().resolve("lockstep/bin/lockstep").toString(),
        "migrate",
        "--url",
        database.jdbcUrl(),
        "--user",
        database.user(),
        "--scripts",
        scripts.path().toString());
  }

  private List<String> psql(TestDatabase database) {
    return List.of(
        "psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-f", psqlInput.toString(), database.uri());
  }

  private List<String> flyway(TestDatabase database) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(FlywayRun.class.getName());
    command.addAll(List.of(database.jdbcUrl(), database.user(), database.password()));
    command.add(scripts.path().toString());
    return command;
  }

  /// The seconds from a process's start to its exit.
  private static double time(List<String> jvmOptions, List<String> command)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("lockstep-bench-", ".log");
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("LOCKSTEP_JAVA_OPTS", String.join(" ", jvmOptions));
    long start = System.nanoTime();
    int exitCode = builder.start().waitFor();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (exitCode != 0) {
      throw new IllegalStateException(
          "%s failed with %d: %s".formatted(command.getFirst(), exitCode, Files.readString(log)));
    }
    Files.delete(log);
    return seconds;
  }
}
