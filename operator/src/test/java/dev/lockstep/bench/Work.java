package dev.lockstep.bench;

import dev.lockstep.testing.ScriptFolder;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What is measured: the scripts, in which state they find the database, and the ratio to the floor
/// that is aimed at.
enum Work {
  TINY("500 tiny scripts", 1.0, 7),
  LONG("50 scripts of 200 statements", 0.95, 7),
  NOTHING("nothing to do on 500 scripts", 1.15, 11),
  BIG("20 MB of INSERTs in one file", 0.9, 3),
  HISTORY("5,000 scripts applied, 1 pending", 1.2, 7),
  NETWORK("500 tiny scripts, 1 ms of network delay", 0.35, 3),
  COMMITS("500 tiny scripts, 2 ms of commit delay", 0.5, 3),
  VERSION("the version is printed", 1.1, 15);

  /// What takes part, the floor first.
  enum Contender {
    FLOOR("floor"),
    LOCKSTEP("lockstep"),
    PSQL("psql"),
    FLYWAY("Flyway API"),
    LIQUIBASE("Liquibase API"),
    DBMATE("dbmate"),
    GOOSE("goose");

    private final String title;

    Contender(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  private static final int TINY_SCRIPTS = 500;
  private static final int BIG_STATEMENTS = 108_309;
  private static final int APPLIED = 5_000;

  private final String title;
  private final double aim;
  private final int rounds;

  Work(String title, double aim, int rounds) {
    this.title = title;
    this.aim = aim;
    this.rounds = rounds;
  }

  String title() {
    return title;
  }

  /// The ratio of Lockstep's time to the floor's that is to be reached.
  double aim() {
    return aim;
  }

  int rounds() {
    return rounds;
  }

  /// The memory, in MiB, that Lockstep is to stay below, where there is such an aim.
  OptionalDouble memoryAim() {
    return this == BIG ? OptionalDouble.of(150) : OptionalDouble.empty();
  }

  /// The ratio of Lockstep's CPU time to the floor's that is to be reached, where there is such an
  /// aim.
  OptionalDouble cpuAim() {
    return this == TINY ? OptionalDouble.of(1.2) : OptionalDouble.empty();
  }

  /// psql keeps no history, and Liquibase looks at a file of 20 MB for minutes.
  List<Contender> contenders() {
    return switch (this) {
      case TINY, LONG, NETWORK, COMMITS -> List.of(Contender.values());
      case BIG -> allBut(Contender.LIQUIBASE);
      case NOTHING, HISTORY -> allBut(Contender.PSQL);
      case VERSION -> List.of(Contender.FLOOR, Contender.LOCKSTEP);
    };
  }

  private static List<Contender> allBut(Contender one) {
    return Stream.of(Contender.values()).filter(contender -> contender != one).toList();
  }

  /// Whether a run finds the database as the run before has left it.
  boolean keepsDatabase() {
    return switch (this) {
      case NOTHING, HISTORY, VERSION -> true;
      case TINY, LONG, BIG, NETWORK, COMMITS -> false;
    };
  }

  /// Whether the start is what takes the time.
  boolean isStart() {
    return this == NOTHING || this == VERSION;
  }

  /// Writes what a run finds as scripts; for the work whose database is kept, what the first finds
  /// applied.
  void write(ScriptFolder folder) {
    switch (this) {
      case TINY, NOTHING, NETWORK, COMMITS -> writeTiny(folder);
      case LONG -> writeLong(folder);
      case BIG -> writeBig(folder);
      case HISTORY -> {
        for (int i = 1; i <= APPLIED; i++) {
          folder.with(name(i), "SELECT %d;\n".formatted(i));
        }
      }
      case VERSION -> {}
    }
  }

  /// Adds what is pending in a round.
  void writePending(ScriptFolder folder, int round) {
    if (this == HISTORY) {
      folder.with(name(APPLIED + 1 + round), tiny(round));
    }
  }

  private static void writeTiny(ScriptFolder folder) {
    for (int i = 1; i <= TINY_SCRIPTS; i++) {
      folder.with(name(i), tiny(i));
    }
  }

  private static String tiny(int number) {
    return "CREATE TABLE t%d (id int PRIMARY KEY, v text);\nINSERT INTO t%d VALUES (1, 'x');\n"
        .formatted(number, number);
  }

  private static void writeLong(ScriptFolder folder) {
    for (int i = 1; i <= 50; i++) {
      var text = new StringBuilder("CREATE TABLE t%d (id int, v text);\n".formatted(i));
      for (int j = 1; j < 200; j++) {
        text.append("INSERT INTO t%d VALUES (%d, 'the value of row %d');\n".formatted(i, j, j));
      }
      folder.with(name(i), text.toString());
    }
  }

  private static void writeBig(ScriptFolder folder) {
    String filler = "a value that is as long as those of a real table are, ".repeat(3);
    var text = new StringBuilder("CREATE TABLE big (id int, v text);\n");
    for (int i = 1; i <= BIG_STATEMENTS; i++) {
      text.append("INSERT INTO big VALUES (%d, '%s');\n".formatted(i, filler.substring(0, 150)));
    }
    folder.with(name(1), text.toString());
  }

  private static String name(int number) {
    return "V%d__t.sql".formatted(number);
  }
}
