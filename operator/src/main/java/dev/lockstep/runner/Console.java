package dev.lockstep.runner;

import dev.lockstep.engine.EngineException;
import dev.lockstep.schema.Failure;
import java.io.PrintStream;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Standard output and standard error: results go to the one, progress and errors to the other.
///
/// @param interactive whether a person reads standard error
record Console(PrintStream out, PrintStream err, BooleanSupplier interactive) {
  private static final Pattern LINE_END = Pattern.compile("\\s*[\\r\\n]\\s*");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9F}]");

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
    err.println("lockstep: " + oneLine(failure.message()) + sqlState(failure));
    exception.errors().forEach(error -> err.println("lockstep: " + oneLine(error)));
    Optional.ofNullable(failure.hint()).ifPresent(hint -> err.println("hint: " + oneLine(hint)));
    if (interactive.getAsBoolean()) {
      exception.confidential().ifPresent(err::println);
    }
  }

  /// A sentence on one line. File names and servers' messages may hold anything, also what moves a
  /// terminal's cursor.
  static String oneLine(String sentence) {
    return CONTROL
        .matcher(LINE_END.matcher(sentence.strip()).replaceAll(" "))
        .replaceAll(found -> "\\\\u%04X".formatted((int) found.group().charAt(0)));
  }

  private static String sqlState(Failure failure) {
    return failure.sqlState() == null ? "" : " (SQLSTATE " + failure.sqlState() + ")";
  }
}
