package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.schema.Failure;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Standard output and standard error: results go to the one, progress and errors to the other.
///
/// @param interactive whether a person reads standard error
record Console(PrintStream out, PrintStream err, BooleanSupplier interactive) {
  static Console ofProcess() {
    return new Console(
        System.out, System.err, () -> Optional.ofNullable(System.console()).isPresent());
  }

  void result(String line) {
    out.println(line);
    out.flush();
  }

  void progress(String line) {
    err.println(line);
  }

  /// Progress with something that is for a terminal only.
  void progress(String line, @Nullable String confidential) {
    err.println(line);
    if (confidential != null && interactive.getAsBoolean()) {
      err.println(confidential);
    }
  }

  /// A failure as a person reads it. Row values and statement texts are for a terminal only.
  void failure(EngineException exception) {
    Failure failure = exception.failure();
    err.println("lockstep: " + failure.message() + sqlState(failure));
    exception.errors().forEach(error -> err.println("lockstep: " + error));
    Optional.ofNullable(failure.hint()).ifPresent(hint -> err.println("hint: " + hint));
    if (interactive.getAsBoolean()) {
      exception.confidential().ifPresent(err::println);
    }
  }

  private static String sqlState(Failure failure) {
    return failure.sqlState() == null ? "" : " (SQLSTATE " + failure.sqlState() + ")";
  }
}
