package dev.lockstep.runner;

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

/// A command from its arguments to its exit code, inside this process.
record CommandRun(int exit, String out, String err) {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  /// Who reads.
  enum Reader {
    PERSON,
    PIPE
  }

  static CommandRun of(Map<String, String> environment, Reader reader, List<String> arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = new Console(stream(out), stream(err), () -> reader == Reader.PERSON);
    int exit =
        new CommandLine(command(arguments.getFirst(), environment, console))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .execute(arguments.subList(1, arguments.size()).toArray(String[]::new));
    return new CommandRun(exit, text(out), text(err));
  }

  private static CommandSpec command(
      String name, Map<String, String> environment, Console console) {
    return switch (name) {
      case "migrate" -> new MigrateCommand(environment, console, CLOCK).spec();
      case "check" -> new CheckCommand(environment, console, CLOCK).spec();
      case "plan" -> new PlanCommand(environment, console).spec();
      case "status" -> new StatusCommand(environment, console).spec();
      case "history" -> new HistoryCommand(environment, console).spec();
      case "rollback" -> new RollbackCommand(environment, console, CLOCK).spec();
      case "repair" -> new RepairCommand(environment, console).spec();
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
