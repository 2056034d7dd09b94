package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.schema.Failure;
import java.io.PrintStream;
import java.util.Optional;

/// Standard output and standard error: results go to the one, progress and errors to the other.
///
/// @param interactive whether a person reads standard error
record Console(PrintStream out, PrintStream err, boolean interactive) {
  static Console ofProcess() {
    // The JDK's own console needs classes that cost more than a whole small run.
    return new Console(System.out, System.err, false);
  }

  void result(String line) {
    out.println(line);
    out.flush();
  }

  void progress(String line) {
    err.println(line);
  }

  /// A failure as a person reads it. Row values and statement texts are for a terminal only.
  void failure(EngineException exception) {
    Failure failure = exception.failure();
    err.println("lockstep: " + failure.message() + sqlState(failure));
    exception.errors().forEach(error -> err.println("lockstep: " + error));
    Optional.ofNullable(failure.hint()).ifPresent(hint -> err.println("hint: " + hint));
    if (interactive) {
      exception.confidential().ifPresent(err::println);
    }
  }

  private static String sqlState(Failure failure) {
    return failure.sqlState() == null ? "" : " (SQLSTATE " + failure.sqlState() + ")";
  }
}
