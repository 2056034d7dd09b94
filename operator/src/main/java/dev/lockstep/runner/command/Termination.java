package dev.lockstep.runner.command;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.schema.ExitCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/// Handles SIGTERM and SIGINT: the statement is canceled, the transaction rolled back, the report
/// written, and the process exits with the code of the run and not with that of the signal.
public final class Termination {
  /// The time for an orderly end: less than the default grace period of Kubernetes, which is 30 s.
  private static final Duration GRACE = Duration.ofSeconds(25);

  private static final Duration PAUSE = Duration.ofMillis(300);

  private final StopSignal stop;
  private final Runnable cancel;
  private final IntConsumer exit;
  private final CompletableFuture<Integer> finished = new CompletableFuture<>();

  /// @param cancel requests the server to cancel the run's statement; called repeatedly until the
  ///   run has ended
  /// @param exit ends the process with a code
  Termination(StopSignal stop, Runnable cancel, IntConsumer exit) {
    this.stop = stop;
    this.cancel = cancel;
    this.exit = exit;
  }

  public static Termination install(StopSignal stop, Runnable cancel) {
    // Once the JVM is shutting down, only a halt ends the process with an exit code of our own.
    var termination = new Termination(stop, cancel, Runtime.getRuntime()::halt);
    Runtime.getRuntime().addShutdownHook(new Thread(termination::end, "termination"));
    return termination;
  }

  /// Called after the run has ended and its report is written.
  public int finished(ExitCode exit) {
    finished.complete(exit.code());
    return exit.code();
  }

  /// Called when the signal arrives.
  void end() {
    if (finished.isDone()) {
      return;
    }
    stop.request();
    long end = System.nanoTime() + GRACE.toNanos();
    while (System.nanoTime() < end) {
      cancel.run();
      try {
        exit.accept(finished.get(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        return;
      } catch (TimeoutException _) {
        // Repeat the request: the server ignores one that arrives between two statements.
      } catch (InterruptedException | ExecutionException _) {
        break;
      }
    }
    exit.accept(ExitCode.INTERRUPTED.code());
  }
}
