package dev.lockstep.runner;

import dev.lockstep.engine.ProgressListener;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Tells on standard error what a run is at: often to a person, seldom to a log.
record ConsoleProgress(Console console) implements ProgressListener {
  private static final Duration FOR_A_PERSON = Duration.ofSeconds(2);
  private static final Duration FOR_A_LOG = Duration.ofSeconds(10);
  private static final Duration FOR_A_LONG_LOG = Duration.ofSeconds(30);

  @Override
  public void tell(String line, @Nullable String confidential) {
    console.progress(line, confidential);
  }

  @Override
  public Duration pause(Duration elapsed) {
    if (console.interactive().getAsBoolean()) {
      return FOR_A_PERSON;
    }
    return elapsed.compareTo(FOR_A_LONG_LOG) < 0 ? FOR_A_LOG : FOR_A_LONG_LOG;
  }
}
