package dev.lockstep.runner;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/// The commands that work on a database: the entry to this package. A command's classes are loaded
/// when it is made, and only then.
public final class RunnerCommands {
  private RunnerCommands() {}

  /// The commands by name, in the order of the help.
  public static Map<String, Supplier<CommandSpec>> all(
      Map<String, String> environment, Clock clock) {
    var commands = new LinkedHashMap<String, Supplier<CommandSpec>>();
    commands.put(
        "migrate", () -> new MigrateCommand(environment, Console.ofProcess(), clock).spec());
    commands.put("plan", () -> new PlanCommand(environment, Console.ofProcess()).spec());
    commands.put("status", () -> new StatusCommand(environment, Console.ofProcess()).spec());
    commands.put("history", () -> new HistoryCommand(environment, Console.ofProcess()).spec());
    commands.put("check", () -> new CheckCommand(environment, Console.ofProcess(), clock).spec());
    commands.put("baseline", () -> new BaselineCommand(environment, Console.ofProcess()).spec());
    commands.put(
        "rollback", () -> new RollbackCommand(environment, Console.ofProcess(), clock).spec());
    commands.put("test-undo", () -> new TestUndoCommand(environment, Console.ofProcess()).spec());
    commands.put("lint", () -> new LintCommand(environment, Console.ofProcess()).spec());
    commands.put("repair", () -> new RepairCommand(environment, Console.ofProcess()).spec());
    commands.put("version", () -> new VersionCommand(Console.ofProcess()).spec());
    return commands;
  }

  /// Does what `lockstep version` does, and gives the process's exit code.
  public static int tellVersion() {
    return new VersionCommand(Console.ofProcess()).call();
  }

  /// Tells of a command line that is not understood, in one line.
  public static void refuse(String sentence) {
    Console.ofProcess().progress("lockstep: " + Console.oneLine(sentence));
  }

  /// Tells whoever started a command what is wrong with its command line, where the command line
  /// says how (`--termination-log`).
  public static void tellWrongUse(List<String> arguments, String message, Clock clock) {
    new WrongUse(arguments).tell(message, Console.ofProcess(), clock);
  }
}
