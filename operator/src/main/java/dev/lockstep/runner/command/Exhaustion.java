package dev.lockstep.runner.command;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.Setting;

/// Describes the failure of a run that exceeded its memory or stack. The run ends like any other
/// failed run, with a report: unwinding the stack has released the memory.
public final class Exhaustion {
  private static final String MORE_MEMORY = "Raise " + Setting.MEMORY;
  private static final int MEBIBYTES = 20;

  private Exhaustion() {}

  /// How far the run had proceeded.
  public enum Stage {
    /// Only scripts were read.
    SCRIPTS,
    /// The database was in use.
    DATABASE
  }

  /// The failure for an error.
  ///
  /// @param error an [OutOfMemoryError] or a [StackOverflowError]
  public static EngineException of(VirtualMachineError error, Stage stage) {
    FailureKind kind =
        switch (stage) {
          case SCRIPTS -> FailureKind.SCRIPTS_REFUSED;
          case DATABASE -> FailureKind.RUNNER_DIED;
        };
    if (error instanceof StackOverflowError) {
      return new EngineException(
          kind,
          switch (stage) {
            case SCRIPTS -> "the scripts are nested too deeply for the stack of the run";
            case DATABASE -> "the run exceeded its stack";
          },
          "Reduce the nesting, or raise -Xss in LOCKSTEP_JAVA_OPTS");
    }
    long memory = Runtime.getRuntime().maxMemory() >> MEBIBYTES;
    return switch (stage) {
      case SCRIPTS ->
          new EngineException(
              kind,
              "the scripts are too large for the run's memory (%d MiB)".formatted(memory),
              MORE_MEMORY + ", or split them into several sets");
      case DATABASE ->
          new EngineException(
              kind,
              "the run exceeded its memory (%d MiB)".formatted(memory),
              MORE_MEMORY + "; the next run continues after what was applied");
    };
  }
}
