package dev.lockstep.runner;

import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.output.Console;
import dev.lockstep.schema.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `lockstep version`.
final class VersionCommand implements Callable<Integer> {
  private final Console console;

  VersionCommand(Console console) {
    this.console = console;
  }

  /// The command's definition for picocli.
  CommandSpec spec() {
    return new CommandModel("version", this, "Prints the program's version.").spec();
  }

  @Override
  public Integer call() {
    @Nullable String version = VersionCommand.class.getPackage().getImplementationVersion();
    // The operator + would be linked at run time, which takes a third of this command's time.
    console.result("lockstep ".concat(version == null ? "(not packaged)" : version));
    return ExitCode.OK.code();
  }
}
