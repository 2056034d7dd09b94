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
  /// @param line what any log may have
  /// @param confidential what only a person at a terminal may read: statement texts
  void tell(String line, @Nullable String confidential);

  /// Receives a warning: a line like others, which the report of the run contains as well.
  ///
  /// @param sentence what any log may have
  /// @param confidential what only a person at a terminal may read
  void warn(String sentence, @Nullable String confidential);

  /// How long to be quiet after a line about something that has taken so long.
  Duration pause(Duration elapsed);
}
