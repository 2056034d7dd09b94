package dev.lockstep.runner.output;

import dev.lockstep.engine.ProgressListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prints the progress of a run to standard error: often on a terminal, rarely in a log. Keeps the
/// last warnings for the report.
public final class ConsoleProgress implements ProgressListener {
  private static final Duration FOR_A_PERSON = Duration.ofSeconds(2);
  private static final Duration FOR_A_LOG = Duration.ofSeconds(10);
  private static final Duration FOR_A_LONG_LOG = Duration.ofSeconds(30);

  /// The maximum number of warnings in a status.
  private static final int MOST_WARNINGS = 10;

  /// The maximum number of characters of a warning in a report.
  private static final int LONGEST_WARNING = 300;

  private final Console console;
  private final Deque<String> warnings = new ArrayDeque<>();
  private long dropped;

  public ConsoleProgress(Console console) {
    this.console = console;
  }

  @Override
  public void tell(String line, @Nullable String confidential) {
    console.progress(line, confidential);
  }

  @Override
  public void warn(String sentence, @Nullable String confidential) {
    tell(sentence, confidential);
    keep(shortened(sentence));
  }

  private synchronized void keep(String warning) {
    if (warnings.contains(warning)) {
      return;
    }
    if (warnings.size() == MOST_WARNINGS) {
      warnings.removeFirst();
      dropped++;
    }
    warnings.addLast(warning);
  }

  /// The last warnings, oldest first, each once.
  public synchronized List<String> warnings() {
    var all = new ArrayList<String>();
    if (dropped > 0) {
      all.add("%d earlier warnings are in the log".formatted(dropped));
    }
    all.addAll(warnings);
    return all;
  }

  private static String shortened(String sentence) {
    int characters = sentence.codePointCount(0, sentence.length());
    return characters <= LONGEST_WARNING
        ? sentence
        : sentence.substring(0, sentence.offsetByCodePoints(0, LONGEST_WARNING - 1)) + "…";
  }

  @Override
  public Duration pause(Duration elapsed) {
    if (console.isInteractive()) {
      return FOR_A_PERSON;
    }
    return elapsed.compareTo(FOR_A_LONG_LOG) < 0 ? FOR_A_LOG : FOR_A_LONG_LOG;
  }
}
