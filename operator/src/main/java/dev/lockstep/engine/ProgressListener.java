package dev.lockstep.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Hears what a run is at while it takes its time: scripts that run for long, and waits for others.
/// Called from more than one thread.
public interface ProgressListener {
  /// Hears nothing.
  ProgressListener NONE =
      new ProgressListener() {
        @Override
        public void tell(String line, @Nullable String confidential) {}

        @Override
        public Duration pause(Duration elapsed) {
          return Duration.ofHours(1);
        }
      };

  /// Hears a line.
  ///
  /// @param line what any log may have
  /// @param confidential what only a person at a terminal may read: statement texts
  void tell(String line, @Nullable String confidential);

  /// How long to be quiet after a line about something that has taken so long.
  Duration pause(Duration elapsed);
}
