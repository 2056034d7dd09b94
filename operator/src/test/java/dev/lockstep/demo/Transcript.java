package dev.lockstep.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What the reader sees: headings, one line of explanation each, commands with their output, and
/// dots for as long as nothing else can be shown. It remembers how long each part took.
final class Transcript {
  /// Whether colours would be seen or would be in the way.
  enum Ink {
    COLOUR,
    PLAIN
  }

  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final String MARGIN = "  ";
  private static final int LABEL = 66;

  private final PrintStream out;
  private final Ink ink;
  private final Map<String, Duration> parts = new LinkedHashMap<>();
  private boolean afterOutput;

  Transcript(PrintStream out, Ink ink) {
    this.out = out;
    this.ink = ink;
  }

  /// A chapter of the story.
  void heading(String title) {
    afterOutput = false;
    out.printf("%n%s%n", painted("1;34", "== " + title));
  }

  /// One line that explains what comes next.
  void say(String sentence) {
    if (afterOutput) {
      out.println();
      afterOutput = false;
    }
    out.println(MARGIN + painted("2", sentence));
  }

  /// A command as it could be typed.
  void command(String typed) {
    out.printf("%n%s%s%n", MARGIN, painted("1", "$ " + typed));
  }

  /// What a command printed.
  void output(String text) {
    text.lines().forEach(line -> out.println(MARGIN + line));
    afterOutput = true;
  }

  /// What went wrong.
  void failure(String title, String text) {
    out.printf("%n%n%s%n", painted("1;31", "== " + title));
    output(text);
    out.println();
  }

  /// Does something behind one line that ends with the time it took; a dot for every two seconds.
  <T> T part(String label, Callable<T> work) {
    String line = label + " ";
    out.print(MARGIN + line);
    out.flush();
    long start = System.nanoTime();
    int dots = 0;
    var task = start(work);
    while (!isDone(task)) {
      out.print('.');
      out.flush();
      dots++;
    }
    T result = resultOf(task);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    int room = Math.max(1, LABEL - line.length() - dots);
    out.println(painted("2", " ".repeat(room) + seconds(taken)));
    took(label, taken);
    return result;
  }

  /// Does something that shows nothing when it is quick; a line and dots when it is not.
  <T> T wait(String label, Callable<T> work) {
    var task = start(work);
    boolean told = false;
    while (!isDone(task)) {
      out.print(
          told ? "." : "%s%s".formatted(MARGIN, painted("2", "... waiting: " + label + " .")));
      out.flush();
      told = true;
    }
    if (told) {
      out.println();
    }
    return resultOf(task);
  }

  void took(String part, Duration time) {
    parts.put(part, time);
  }

  /// The closing table.
  void times(Duration whole) {
    int width = parts.keySet().stream().mapToInt(String::length).max().orElse(0);
    parts.forEach(
        (part, time) -> out.printf("%s%-" + width + "s %9s%n", MARGIN, part, seconds(time)));
    out.printf("%s%-" + width + "s %9s%n", MARGIN, "all of it", seconds(whole));
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }

  private String painted(String code, String text) {
    return switch (ink) {
      case COLOUR -> "\033[%sm%s\033[0m".formatted(code, text);
      case PLAIN -> text;
    };
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name("demo-part").start(task);
    return task;
  }

  private static boolean isDone(FutureTask<?> task) {
    try {
      task.get(QUIET.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException _) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static <T> T resultOf(FutureTask<T> task) {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null -> throw new IllegalStateException(e);
        case Throwable cause -> throw new IllegalStateException(cause.getMessage(), cause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
