package dev.lockstep;

import dev.lockstep.operator.OperatorCommand;
import dev.lockstep.runner.RunnerCommands;
import dev.lockstep.schema.ExitCode;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// The program. A command's classes are loaded only when that command, or the help on all, is asked
/// for: a run that applies one script must not pay for the operator.
public final class Main {
  private Main() {}

  @Command(
      name = "lockstep",
      description = "Keeps database schemas and the workloads that use them in lockstep.",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND")
  private static final class Lockstep implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("the command line without a command is refused before");
    }
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    Map<String, Supplier<Object>> commands = commands();
    var line = new CommandLine(new Lockstep());
    String asked = args.length == 0 ? "" : args[0];
    commands.forEach(
        (name, command) -> {
          if (name.equals(asked) || !commands.containsKey(asked)) {
            line.addSubcommand(name, command.get());
          }
        });
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(false);
    line.setParameterExceptionHandler(Main::wrongUse);
    line.setExecutionExceptionHandler((e, _, _) -> bug(e));
    if (args.length == 0) {
      System.err.println("lockstep: no command is given; lockstep --help shows them");
      return ExitCode.USAGE.code();
    }
    return line.execute(args);
  }

  private static Map<String, Supplier<Object>> commands() {
    var commands = new LinkedHashMap<>(RunnerCommands.all(System.getenv(), Clock.systemUTC()));
    commands.put("operator", OperatorCommand::new);
    return commands;
  }

  private static int wrongUse(ParameterException e, String[] args) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    System.err.println(
        "lockstep: %s; %s --help shows the options".formatted(e.getMessage(), command));
    RunnerCommands.tellWrongUse(List.of(args), String.valueOf(e.getMessage()), Clock.systemUTC());
    return ExitCode.USAGE.code();
  }

  private static int bug(Exception e) {
    System.err.println("lockstep: an error of the program itself, please report it:");
    e.printStackTrace();
    return ExitCode.UNEXPECTED.code();
  }
}
