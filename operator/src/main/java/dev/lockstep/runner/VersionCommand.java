package dev.lockstep.runner;

import dev.lockstep.schema.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/// `lockstep version`.
@Command(
    name = "version",
    description = "Prints the program's version.",
    mixinStandardHelpOptions = true)
final class VersionCommand implements Callable<Integer> {
  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    @Nullable String version = VersionCommand.class.getPackage().getImplementationVersion();
    console.result("lockstep " + (version == null ? "(not packaged)" : version));
    return ExitCode.OK.code();
  }
}
