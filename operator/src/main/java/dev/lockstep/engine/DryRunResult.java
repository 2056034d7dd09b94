package dev.lockstep.engine;

import dev.lockstep.schema.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a dry run found out.
///
/// @param parts the scripts and callbacks in the order in which a run would take them
/// @param failure why it ended early; nothing after it was tried
public record DryRunResult(List<Part> parts, Optional<EngineException> failure) {
  public DryRunResult {
    parts = List.copyOf(parts);
  }

  /// A script or a callback.
  ///
  /// @param file its name
  /// @param steps its statements, as far as they were looked at
  /// @param untried why none of it was tried; absent when it was
  public record Part(String file, List<Step> steps, @Nullable String untried) {
    public Part {
      steps = List.copyOf(steps);
    }
  }

  /// A statement.
  ///
  /// @param file the file that it is from, which is a callback's where that runs with a script
  /// @param number its number in the file, from 1
  /// @param line the line in the file on which it begins
  /// @param locks what it locked of the tables and indexes that were there before, where the
  ///   statements before it had not locked as much already
  /// @param rewritten the tables and indexes that got a new file: rewritten, rebuilt or emptied
  /// @param rows how many rows it changed; absent when the server does not say
  /// @param time how long it took
  /// @param untried why it was not tried; absent when it was
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
  /// @param relation its name with its schema
  /// @param mode the lock as the database calls it
  public record HeldLock(String relation, String mode) {}
}
