package dev.lockstep.engine;

import dev.lockstep.schema.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The result of a dry run.
///
/// @param parts the scripts and callbacks in the order of a run
/// @param failure the error that ended the dry run early; later parts were not tried
public record DryRunResult(List<Part> parts, Optional<EngineException> failure) {
  public DryRunResult {
    parts = List.copyOf(parts);
  }

  /// A script or a callback.
  ///
  /// @param file the file name
  /// @param steps the statements, as far as they were tried
  /// @param untried the reason for not trying the part; null if it was tried
  public record Part(String file, List<Step> steps, @Nullable String untried) {
    public Part {
      steps = List.copyOf(steps);
    }
  }

  /// A statement.
  ///
  /// @param file the file of the statement, which can be a callback that runs with a script
  /// @param number the number in the file, from 1
  /// @param line the line in the file on which the statement begins
  /// @param locks the locks on existing tables and indexes that no earlier statement had acquired
  ///   in an equal or stronger mode
  /// @param rewritten the tables and indexes that got a new file: rewritten, rebuilt or truncated
  /// @param rows the number of rows that were changed; null if the server does not report it
  /// @param time the duration
  /// @param untried the reason for not trying the statement; null if it was tried
  public record Step(
      String file,
      int number,
      int line,
      List<HeldLock> locks,
      List<String> rewritten,
      @Nullable Long rows,
      Duration time,
      @Nullable String untried) {
    public Step {
      locks = List.copyOf(locks);
      rewritten = List.copyOf(rewritten);
    }

    /// A statement that was not tried.
    public static Step untried(String file, int number, int line, String why) {
      return new Step(file, number, line, List.of(), List.of(), null, Duration.ZERO, why);
    }
  }

  /// A lock on a table or index.
  ///
  /// @param relation the qualified name
  /// @param mode the database's name of the lock mode
  public record HeldLock(String relation, String mode) {}
}
