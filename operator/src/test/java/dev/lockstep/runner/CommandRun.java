package dev.lockstep.runner;

import dev.lockstep.runner.check.CheckCommand;
import dev.lockstep.runner.check.DigestCommand;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.lint.LintCommand;
import dev.lockstep.runner.migrate.MigrateCommand;
import dev.lockstep.runner.migrate.RollbackCommand;
import dev.lockstep.runner.output.Console;
import dev.lockstep.runner.plan.PlanCommand;
import dev.lockstep.runner.repair.RepairCommand;
import dev.lockstep.runner.status.HistoryCommand;
import dev.lockstep.runner.status.StatusCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// Runs a command in this process, from its arguments to its exit code.
public record CommandRun(int exit, String out, String err) {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  /// The reader of the output.
  public enum Reader {
    PERSON,
    PIPE
  }

  public static CommandRun of(
      Map<String, String> environment, Reader reader, List<String> arguments) {
    return of(Dialects.ofProgram(), environment, reader, arguments);
  }

  /// Runs a command of a program with other dialects.
  static CommandRun of(
      Dialects dialects, Map<String, String> environment, Reader reader, List<String> arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(stream(out), stream(err), () -> reader == Reader.PERSON);
    int exit =
        new CommandLine(command(dialects, arguments.getFirst(), environment, console))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments.subList(1, arguments.size()).toArray(String[]::new));
    return new CommandRun(exit, text(out), text(err));
  }

  private static CommandSpec command(
      Dialects dialects, String name, Map<String, String> environment, Console console) {
    return switch (name) {
      case "migrate" -> new MigrateCommand(dialects, environment, console, CLOCK).spec();
      case "digest" -> new DigestCommand(console).spec();
      case "lint" -> new LintCommand(dialects, environment, console).spec();
      case "check" -> new CheckCommand(dialects, environment, console, CLOCK).spec();
      case "plan" -> new PlanCommand(dialects, environment, console).spec();
      case "status" -> new StatusCommand(dialects, environment, console).spec();
      case "history" -> new HistoryCommand(dialects, environment, console).spec();
      case "rollback" -> new RollbackCommand(dialects, environment, console, CLOCK).spec();
      case "repair" -> new RepairCommand(dialects, environment, console).spec();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
