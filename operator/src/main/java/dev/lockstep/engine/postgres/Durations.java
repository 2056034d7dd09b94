package dev.lockstep.engine.postgres;

import java.time.Duration;

/// Durations in messages, as users write them: `10m`, `5s`, `500ms`.
final class Durations {
  private Durations() {}

  static String text(Duration duration) {
    long milliseconds = duration.toMillis();
    if (milliseconds % 1000 != 0) {
      return milliseconds + "ms";
    }
    long seconds = milliseconds / 1000;
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
