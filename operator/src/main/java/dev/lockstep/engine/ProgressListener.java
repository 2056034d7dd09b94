package dev.lockstep.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Receives the progress of a run: long-running scripts, and waits for other sessions. Called from
/// more than one thread.
public interface ProgressListener {
  /// Ignores everything.
  ProgressListener NONE =
      new ProgressListener() {
        @Override
        public void tell(String line, @Nullable String confidential) {}

        @Override
        public void warn(String sentence, @Nullable String confidential) {}

        @Override
        public Duration pause(Duration elapsed) {
          return Duration.ofHours(1);
        }
      };

  /// Receives a line.
  ///
  /// @param line text for any log
  /// @param confidential text that may only be shown on a terminal: statement texts
  void tell(String line, @Nullable String confidential);

  /// Receives a warning: a line that is also part of the report of the run.
  ///
  /// @param sentence text for any log
  /// @param confidential text that may only be shown on a terminal
  void warn(String sentence, @Nullable String confidential);

  /// The pause before the next line about an operation that has taken this long.
  Duration pause(Duration elapsed);
}
