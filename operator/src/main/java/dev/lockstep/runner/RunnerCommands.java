package dev.lockstep.runner;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The commands that work on a database: the entry to this package. A command's classes are loaded
/// when it is made, and only then.
public final class RunnerCommands {
  private RunnerCommands() {}

  /// The commands by name, in the order of the help.
  public static Map<String, Supplier<Object>> all(Map<String, String> environment, Clock clock) {
    var commands = new LinkedHashMap<String, Supplier<Object>>();
    commands.put("migrate", () -> new MigrateCommand(environment, Console.ofProcess(), clock));
    commands.put("plan", () -> new PlanCommand(environment, Console.ofProcess()));
    commands.put("status", () -> new StatusCommand(environment, Console.ofProcess()));
    commands.put("history", () -> new HistoryCommand(environment, Console.ofProcess()));
    commands.put("check", () -> new CheckCommand(environment, Console.ofProcess(), clock));
    commands.put("version", () -> new VersionCommand(Console.ofProcess()));
    return commands;
  }

  /// Tells whoever started a command what is wrong with its command line, where the command line
  /// says how (`--termination-log`).
  public static void tellWrongUse(List<String> arguments, String message, Clock clock) {
    new WrongUse(arguments).tell(message, Console.ofProcess(), clock);
  }
}
