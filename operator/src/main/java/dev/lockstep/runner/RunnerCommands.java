package dev.lockstep.runner;

import dev.lockstep.runner.check.CheckCommand;
import dev.lockstep.runner.check.DigestCommand;
import dev.lockstep.runner.command.Exhaustion;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.lint.LintCommand;
import dev.lockstep.runner.migrate.BaselineCommand;
import dev.lockstep.runner.migrate.MigrateCommand;
import dev.lockstep.runner.migrate.RollbackCommand;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.plan.PlanCommand;
import dev.lockstep.runner.repair.RepairCommand;
import dev.lockstep.runner.status.HistoryCommand;
import dev.lockstep.runner.status.StatusCommand;
import dev.lockstep.runner.testundo.TestUndoCommand;
import dev.lockstep.schema.EngineException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/// The commands of the command line: the entry to this package. A command's classes are loaded only
/// when it is created.
public final class RunnerCommands {
  /// The commands that need no database.
  private static final Set<String> WITHOUT_DATABASE = Set.of("plan", "lint", "digest");

  private RunnerCommands() {}

  /// The commands by name, in the order of the help.
  public static Map<String, Supplier<CommandSpec>> all(
      Map<String, String> environment, Clock clock) {
    Dialects dialects = Dialects.ofProgram();
    var commands = new LinkedHashMap<String, Supplier<CommandSpec>>();
    commands.put(
        "migrate",
        () -> new MigrateCommand(dialects, environment, Console.ofProcess(), clock).spec());
    commands.put("plan", () -> new PlanCommand(dialects, environment, Console.ofProcess()).spec());
    commands.put(
        "status", () -> new StatusCommand(dialects, environment, Console.ofProcess()).spec());
    commands.put(
        "history", () -> new HistoryCommand(dialects, environment, Console.ofProcess()).spec());
    commands.put(
        "check", () -> new CheckCommand(dialects, environment, Console.ofProcess(), clock).spec());
    commands.put(
        "baseline", () -> new BaselineCommand(dialects, environment, Console.ofProcess()).spec());
    commands.put(
        "rollback",
        () -> new RollbackCommand(dialects, environment, Console.ofProcess(), clock).spec());
    commands.put(
        "test-undo", () -> new TestUndoCommand(dialects, environment, Console.ofProcess()).spec());
    commands.put("lint", () -> new LintCommand(dialects, environment, Console.ofProcess()).spec());
    commands.put(
        "repair", () -> new RepairCommand(dialects, environment, Console.ofProcess()).spec());
    commands.put("digest", () -> new DigestCommand(Console.ofProcess()).spec());
    commands.put("version", () -> new VersionCommand(Console.ofProcess()).spec());
    return commands;
  }

  /// Runs `lockstep version` and returns the exit code of the process.
  public static int tellVersion() {
    return new VersionCommand(Console.ofProcess()).call();
  }

  /// Reports an invalid command line, in one line.
  public static void refuse(String sentence) {
    Console.ofProcess().progress("lockstep: " + sentence.strip());
  }

  /// Reports an internal error of the program.
  public static void tellBug(Throwable error) {
    Console.ofProcess().bug("lockstep: internal error, please report it:", error);
  }

  /// Reports a command that exceeded its memory or stack, and returns the exit code of the process.
  ///
  /// @param arguments the command line
  public static int tellExhausted(VirtualMachineError error, List<String> arguments, Clock clock) {
    Console console = Console.ofProcess();
    boolean alone = !arguments.isEmpty() && WITHOUT_DATABASE.contains(arguments.getFirst());
    EngineException failure =
        Exhaustion.of(error, alone ? Exhaustion.Stage.SCRIPTS : Exhaustion.Stage.DATABASE);
    console.failure(failure);
    new UsageErrorReport(arguments).tell(failure, console, clock);
    return failure.failure().kind().exitCode().code();
  }

  /// Flushes standard output and standard error.
  public static void flush() {
    Console.ofProcess().flush();
  }

  /// Reports an invalid command line to the termination log, if it contains `--termination-log`.
  public static void tellWrongUse(List<String> arguments, String message, Clock clock) {
    new UsageErrorReport(arguments).tell(message, Console.ofProcess(), clock);
  }
}
