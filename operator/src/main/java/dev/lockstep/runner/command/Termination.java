package dev.lockstep.runner.command;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.schema.ExitCode;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/// Turns SIGTERM and SIGINT into an orderly end: the statement is cancelled, the transaction rolled
/// back, the report written, and the process exits with the code of the run and not with that of
/// the signal.
public final class Termination {
  /// Shorter than the 30 s that Kubernetes gives by default.
  private static final Duration GRACE = Duration.ofSeconds(25);

  private static final Duration PAUSE = Duration.ofMillis(300);

  private final StopSignal stop;
  private final Runnable cancel;
  private final IntConsumer exit;
  private final CompletableFuture<Integer> finished = new CompletableFuture<>();

  /// @param cancel asks the server to end what it does for this run; called again until it has
  /// @param exit ends the process with a code
  Termination(StopSignal stop, Runnable cancel, IntConsumer exit) {
    this.stop = stop;
    this.cancel = cancel;
    this.exit = exit;
  }

  public static Termination install(StopSignal stop, Runnable cancel) {
    // Only a halt ends the process with a code of ours once the JVM is shutting down.
    var termination = new Termination(stop, cancel, Runtime.getRuntime()::halt);
    Runtime.getRuntime().addShutdownHook(new Thread(termination::end, "termination"));
    return termination;
  }

  /// The run is over, and its report written.
  public int finished(ExitCode exit) {
    finished.complete(exit.code());
    return exit.code();
  }

  /// The signal has come.
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
        // The server may not have heard: it ignores a request that comes between two statements.
      } catch (InterruptedException | ExecutionException _) {
        break;
      }
    }
    exit.accept(ExitCode.INTERRUPTED.code());
  }
}
