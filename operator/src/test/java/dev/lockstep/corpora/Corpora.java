package dev.lockstep.corpora;

import dev.lockstep.corpora.MigrateRun.Target;
import dev.lockstep.testing.PostgresServer;
import dev.lockstep.testing.PostgresVersion;
import dev.lockstep.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A program that applies script sets with `lockstep migrate`, each on a server of its own, and
/// compares schema and rows with the sets' truth, then goes back by `lockstep rollback` and by psql
/// and compares the two: `Corpora DIRECTORY [--only SET] [--kills N] [--seed S]`. With `--kills`
/// the runs are killed, in all that often, and started again until they are done. Exit code 1 when
/// anything differs.
final class Corpora {
  private final Arguments arguments;
  private int identical;

  private Corpora(Arguments arguments) {
    this.arguments = arguments;
  }

  public static void main(String[] words) throws IOException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(List.of(words));
    } catch (IllegalArgumentException e) {
      System.err.println("corpora: " + e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(new Corpora(arguments).run() ? 0 : 1);
  }

  private boolean run() throws IOException {
    List<Corpus> all = Corpus.in(arguments.folder());
    List<Corpus> sets =
        all.stream()
            .filter(set -> arguments.only().isEmpty() || set.name().equals(arguments.only()))
            .toList();
    if (sets.isEmpty()) {
      System.err.printf("corpora: no such set in %s%n", arguments.folder());
      return false;
    }
    if (arguments.kills() > 0) {
      System.out.println("seed " + arguments.seed());
    }
    int each = Math.ceilDiv(arguments.kills(), sets.size());
    for (Corpus set : sets) {
      report(set, arguments.kills() > 0 ? killed(set, each) : undisturbed(set));
    }
    System.out.printf("%d of %d identical%n", identical, sets.size());
    return identical == sets.size();
  }

  private void report(Corpus set, Result result) {
    if (result.wrong().isEmpty()) {
      identical++;
      System.out.printf(
          "%-14s %3d scripts  identical  %s%n", set.name(), set.plan().size(), result.story());
    } else {
      System.out.printf("%-14s %s%n", set.name(), Trial.text(result.wrong()));
    }
  }

  /// How a set fared.
  ///
  /// @param wrong nothing, or what is wrong
  private record Result(String story, List<String> wrong) {}

  private static Result undisturbed(Corpus set) {
    long start = System.nanoTime();
    try (var server = PostgresServer.start(PostgresVersion.V15)) {
      Target target = target(set, server);
      var trial = new Trial(target, set.plan());
      var wrong = new ArrayList<>(trial.migrate());
      if (wrong.isEmpty()) {
        wrong.addAll(compared(set, trial));
      }
      var time = Duration.ofNanos(System.nanoTime() - start);
      String story = "%.1f s".formatted(time.toMillis() / 1000.0);
      if (!wrong.isEmpty()) {
        return new Result(story, wrong);
      }
      RollbackTrial.Result back = back(set, target);
      return new Result(story + ", " + back.story(), back.wrong());
    }
  }

  /// Roles belong to a server: the oracle goes back on one of its own.
  private static RollbackTrial.Result back(Corpus set, Target target) {
    try (var server = PostgresServer.start(PostgresVersion.V15)) {
      Target other = target(set, server);
      List<String> wrong = new Trial(other, set.plan()).migrate();
      return wrong.isEmpty()
          ? new RollbackTrial(set.plan(), target, other).run()
          : new RollbackTrial.Result("", wrong);
    }
  }

  /// Applies a set from the start as often as it takes for the kills.
  private Result killed(Corpus set, int kills) {
    int rounds = 0;
    var killer = new Killer(arguments.seed() ^ set.name().hashCode(), kills);
    do {
      rounds++;
      try (var server = PostgresServer.start(PostgresVersion.V15)) {
        Target target = target(set, server);
        var wrong = new ArrayList<>(killer.migrate(server, target));
        if (wrong.isEmpty()) {
          wrong.addAll(compared(set, new Trial(target, set.plan())));
        }
        if (!wrong.isEmpty()) {
          wrong.addFirst("round %d, after %s:".formatted(rounds, killer.story()));
          return new Result("", wrong);
        }
      }
    } while (killer.kills() < kills);
    return new Result("%s in %d rounds".formatted(killer.story(), rounds), List.of());
  }

  private static Target target(Corpus set, PostgresServer server) {
    TestDatabase database = server.createDatabase();
    set.setUp(database);
    return new Target(database, set.schema(), set.scripts());
  }

  private static List<String> compared(Corpus set, Trial trial) {
    var wrong = new ArrayList<>(set.differences(trial.target().database()));
    wrong.addAll(trial.history());
    wrong.addAll(trial.migrateAgain());
    return wrong;
  }

  /// The command line.
  ///
  /// @param only the one set to run, or nothing for all
  private record Arguments(Path folder, String only, int kills, long seed) {
    static Arguments parse(List<String> words) {
      if (words.isEmpty() || words.size() % 2 == 0) {
        throw new IllegalArgumentException(
            "usage: Corpora DIRECTORY [--only SET] [--kills N] [--seed S]");
      }
      var arguments = new Arguments(Path.of(words.getFirst()), "", 0, System.nanoTime());
      for (int i = 1; i < words.size(); i += 2) {
        arguments = arguments.with(words.get(i), words.get(i + 1));
      }
      return arguments;
    }

    private Arguments with(String option, String value) {
      return switch (option) {
        case "--only" -> new Arguments(folder, value, kills, seed);
        case "--kills" -> new Arguments(folder, only, Integer.parseInt(value), seed);
        case "--seed" -> new Arguments(folder, only, kills, Long.parseLong(value));
        default -> throw new IllegalArgumentException("there is no option " + option);
      };
    }
  }
}
