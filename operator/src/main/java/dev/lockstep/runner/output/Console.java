package dev.lockstep.runner.output;

import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.Printable;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Standard output for results, and standard error for progress and errors. Nothing else writes to
/// them. Everything that is written is a line, a [Page] or JSON, in which control characters are
/// made visible, so text from outside cannot control the terminal.
public final class Console {
  private static final String INDENT = "  ";

  private final PrintStream out;
  private final PrintStream err;
  private final BooleanSupplier interactive;

  /// Creates a console over two streams.
  ///
  /// @param interactive whether standard error is a terminal
  public Console(PrintStream out, PrintStream err, BooleanSupplier interactive) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
  }

  public static Console ofProcess() {
    return new Console(System.out, System.err, new Interactive());
  }

  /// A class and not a lambda, which `lockstep version` would wait for.
  private static final class Interactive implements BooleanSupplier {
    @Override
    public boolean getAsBoolean() {
      return Optional.ofNullable(System.console()).isPresent();
    }
  }

  /// Whether standard error is a terminal.
  public boolean isInteractive() {
    return interactive.getAsBoolean();
  }

  public void result(String line) {
    result(Page.of(line));
  }

  public void result(Page page) {
    out.println(page);
    out.flush();
  }

  /// Prints a result as JSON.
  public void json(Object value) {
    out.println(new Json().text(value));
    out.flush();
  }

  public void progress(String line) {
    err.println(Printable.line(line));
  }

  public void progress(Page page) {
    err.println(page);
  }

  /// Prints progress with a text that is shown only on a terminal.
  public void progress(String line, @Nullable String confidential) {
    progress(line);
    if (confidential != null && isInteractive()) {
      err.println(Printable.block(confidential, INDENT));
    }
  }

  /// Prints a failure as text. Row values and statement texts are shown only on a terminal.
  public void failure(EngineException exception) {
    Failure failure = exception.failure();
    String message = isInteractive() ? failure.whole() : failure.message();
    err.println("lockstep: " + Printable.line(message.strip()) + sqlState(failure));
    exception.errors().forEach(error -> progress("lockstep: " + error.strip()));
    Optional.ofNullable(failure.hint()).ifPresent(hint -> progress("hint: " + hint.strip()));
    if (isInteractive()) {
      exception.confidential().ifPresent(text -> err.println(Printable.block(text, INDENT)));
    }
  }

  /// Prints an internal error with its stack trace.
  public void bug(String sentence, Throwable error) {
    progress(sentence);
    var trace = new StringWriter();
    error.printStackTrace(new PrintWriter(trace, true));
    err.println(Printable.block(trace.toString(), INDENT));
    err.flush();
  }

  public void flush() {
    out.flush();
    err.flush();
  }

  private static String sqlState(Failure failure) {
    return failure.sqlState() == null
        ? ""
        : " (SQLSTATE " + Printable.line(failure.sqlState()) + ")";
  }
}
