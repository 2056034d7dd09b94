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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// The program. A command's classes are loaded only when that command, or the help on all, is asked
/// for: a run that applies one script must not pay for the operator.
public final class Main {
  private static final String OPERATOR = "operator";

  private Main() {}

  public static void main(String[] args) {
    int code = isVersion(args) ? RunnerCommands.tellVersion() : runAsProcess(args);
    RunnerCommands.flush();
    if (args.length > 0 && args[0].equals(OPERATOR)) {
      System.exit(code);
    }
    // An exit asks for a logger that would note it, which takes longer than many a command. What
    // hooks there are for signals have nothing to do any more.
    Runtime.getRuntime().halt(code);
  }

  private static int runAsProcess(String[] args) {
    Thread.setDefaultUncaughtExceptionHandler((_, error) -> RunnerCommands.tellBug(error));
    return run(args, System.getenv());
  }

  /// Without the environment, the parser of command lines and any lambda, this takes no longer than
  /// the JVM itself.
  private static boolean isVersion(String[] args) {
    return args.length == 1 && args[0].equals("version");
  }

  /// Runs a command and gives the process's exit code.
  static int run(String[] args, Map<String, String> environment) {
    try {
      return execute(args, environment);
    } catch (OutOfMemoryError | StackOverflowError e) {
      // All that the command held is free again.
      return RunnerCommands.tellExhausted(e, List.of(args), Clock.systemUTC());
    }
  }

  private static int execute(String[] args, Map<String, String> environment) {
    Map<String, Supplier<CommandSpec>> commands = commands(environment);
    var line = new CommandLine(program());
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
      RunnerCommands.refuse("no command given; see lockstep --help");
      return ExitCode.USAGE.code();
    }
    return line.execute(args);
  }

  /// Told in code, because picocli is slow to read annotations.
  private static CommandSpec program() {
    var program = CommandSpec.create().name("lockstep");
    program
        .usageMessage()
        .description("Keeps database schemas and the workloads that use them in lockstep.")
        .synopsisSubcommandLabel("COMMAND");
    program.version("lockstep " + Main.class.getPackage().getImplementationVersion());
    return program
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build())
        .addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print version information and exit.")
                .build());
  }

  private static Map<String, Supplier<CommandSpec>> commands(Map<String, String> environment) {
    var commands = new LinkedHashMap<>(RunnerCommands.all(environment, Clock.systemUTC()));
    commands.put(OPERATOR, () -> CommandSpec.forAnnotatedObject(new OperatorCommand()));
    return commands;
  }

  private static int wrongUse(ParameterException e, String[] args) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    RunnerCommands.refuse("%s; see %s --help".formatted(e.getMessage(), command));
    RunnerCommands.tellWrongUse(List.of(args), String.valueOf(e.getMessage()), Clock.systemUTC());
    return ExitCode.USAGE.code();
  }

  private static int bug(Exception e) {
    RunnerCommands.tellBug(e);
    return ExitCode.UNEXPECTED.code();
  }
}
