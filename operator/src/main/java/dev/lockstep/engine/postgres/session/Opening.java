package dev.lockstep.engine.postgres.session;

import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/// Something that a thread of its own opens. It is taken once or abandoned; what is opened after
/// that is closed at once.
final class Opening<T> {
  private final FutureTask<T> task;
  private final Consumer<T> close;
  private final Thread thread;
  private volatile boolean abandoned;
  private boolean taken;

  private Opening(String name, Callable<T> open, Consumer<T> close) {
    this.close = close;
    this.task =
        new FutureTask<>(open) {
          @Override
          protected void done() {
            if (abandoned) {
              closeOpened();
            }
          }
        };
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(task);
  }

  static <T> Opening<T> begin(String name, Callable<T> open, Consumer<T> close) {
    var opening = new Opening<>(name, open, close);
    opening.thread.start();
    return opening;
  }

  /// Waits until it is open. From then on the caller closes it.
  T take() throws SQLException {
    try {
      T opened = task.get();
      taken = true;
      return opened;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case SQLException error -> throw error;
        case RuntimeException error -> throw error;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /// Closes it now or as soon as it is open, unless it was taken. A failure is not told.
  @SuppressWarnings("Interruption") // nobody waits for what is abandoned
  void abandon() {
    if (taken) {
      return;
    }
    abandoned = true;
    thread.interrupt();
    if (task.isDone()) {
      closeOpened();
    }
  }

  /// Called twice if it is abandoned just when it is open; connections are closed once.
  private void closeOpened() {
    if (task.state() == Future.State.SUCCESS) {
      close.accept(task.resultNow());
    }
  }
}
