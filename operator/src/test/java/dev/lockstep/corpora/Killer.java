package dev.lockstep.corpora;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.corpora.MigrateRun.Target;
import dev.lockstep.testing.CountingProxy;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.TestDatabase;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Kills runs of `lockstep migrate` at random moments, and starts them again until they are done.
final class Killer {
  /// What is killed.
  private enum Way {
    /// SIGKILL of the runner.
    RUNNER,
    /// `pg_terminate_backend` of its sessions.
    SESSIONS,
    /// An immediate stop of the server, and a new start.
    SERVER
  }

  private static final Duration LONGEST_LIFE = Duration.ofMillis(600);
  private static final Duration LONGEST_DELAY = Duration.ofMillis(10);
  private static final int MOST_FAILURES = 5;

  private static final int OK = 0;
  private static final int RETRYABLE = 13;
  private static final int SIGKILL = 128 + 9;

  private static final String SESSIONS =
      "FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'lockstep%'";

  private final Random random;
  private final int wanted;
  private final Resumption resumption;
  private final Map<Way, Integer> kills = new EnumMap<>(Way.class);
  private int resumed;

  /// Decides from which statement a script goes on whose statement has an unknown end.
  interface Resumption {
    int from(TestDatabase database, String script, int statement);
  }

  /// A killer for scripts whose statements that commit by themselves can be run again.
  Killer(long seed, int wanted) {
    this(seed, wanted, (_, _, statement) -> statement);
  }

  Killer(long seed, int wanted, Resumption resumption) {
    this.random = new Random(seed);
    this.wanted = wanted;
    this.resumption = resumption;
  }

  int kills() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  String story() {
    return "%d kills %s, %d resumed by hand".formatted(kills(), kills, resumed);
  }

  /// Runs until a run says that all is done.
  ///
  /// @return what is wrong with the runs
  List<String> migrate(PostgresServer server, Target target) {
    int failures = 0;
    try (var proxy = CountingProxy.before(server)) {
      while (failures < MOST_FAILURES) {
        boolean slow = random.nextBoolean();
        proxy.delay(slow ? upTo(LONGEST_DELAY) : Duration.ZERO);
        try (var run = MigrateRun.migrate(slow ? target.through(proxy.port()) : target)) {
          boolean killed = kills() < wanted && kill(server, target.database(), run);
          int exit = run.exitCode();
          if (exit == OK) {
            return List.of();
          }
          failures = killed ? 0 : failures + 1;
          if (exit != SIGKILL && !goesOn(run, exit, target)) {
            return List.of("exit code %d: %s".formatted(exit, run.lastWords()));
          }
        }
      }
    }
    return List.of("%d runs failed that nobody killed".formatted(failures));
  }

  /// Whether a run that failed is worth another, after help where it asked for some.
  private boolean goesOn(MigrateRun run, int exit, Target target) {
    JsonNode failure = run.report().path("failure");
    if (!failure.path("kind").asText().equals("OutcomeUnknown")) {
      return exit == RETRYABLE;
    }
    resumed++;
    String script = failure.path("script").asText();
    int from = resumption.from(target.database(), script, failure.path("statement").asInt());
    try (var repair =
        MigrateRun.start(target, "repair", "--script", script, "--resume-from", "" + from)) {
      return repair.exitCode() == OK;
    }
  }

  private Duration upTo(Duration most) {
    return Duration.ofNanos(random.nextLong(most.toNanos()));
  }

  /// Lets a run live for a while, from the moment on at which it is at work.
  ///
  /// @return whether it was still alive and was killed
  private boolean kill(PostgresServer server, TestDatabase database, MigrateRun run) {
    if (!isAtWork(database, run) || run.endsWithin(upTo(LONGEST_LIFE))) {
      return false;
    }
    var way = Way.values()[random.nextInt(Way.values().length)];
    switch (way) {
      case RUNNER -> run.kill();
      case SESSIONS -> database.execute("SELECT pg_terminate_backend(pid) " + SESSIONS);
      case SERVER -> server.restart(PostgresServer.Stop.IMMEDIATE);
    }
    kills.merge(way, 1, Integer::sum);
    return true;
  }

  private static boolean isAtWork(TestDatabase database, MigrateRun run) {
    while (!run.endsWithin(Duration.ofMillis(5))) {
      if (!"0".equals(database.value("SELECT count(*) " + SESSIONS))) {
        return true;
      }
    }
    return false;
  }
}
