package dev.lockstep.operator.migration.decision;

import dev.lockstep.schema.DurationText;
import java.time.Duration;

/// The delay before the next attempt. It doubles from `initial` up to `max`, less a jitter of up to
/// a fifth that depends on the run, so that a thousand resources that failed together are not
/// retried together.
public record Backoff(Duration initial, Duration max) {
  private static final int LONGEST_SHIFT = 30;
  private static final double JITTER = 0.2;

  /// The minimum delay. A spec that an older CRD accepted may have a shorter one, but each attempt
  /// is a Job.
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /// Reads the delays of a spec.
  public static Backoff of(dev.lockstep.api.v1alpha1.spec.Backoff spec) {
    return new Backoff(
        atLeastShortest(spec.initial(), Duration.ofSeconds(5)),
        atLeastShortest(spec.max(), Duration.ofMinutes(5)));
  }

  private static Duration atLeastShortest(String text, Duration fallback) {
    Duration wait = DurationText.parse(text).orElse(fallback);
    return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
  }

  /// Returns the delay after a number of failures in a row.
  ///
  /// @param failures at least 1
  /// @param seed the seed of the jitter
  Duration after(int failures, String seed) {
    int shift = Math.min(Math.max(failures - 1, 0), LONGEST_SHIFT);
    double millis = Math.min((double) initial.toMillis() * (1L << shift), (double) max.toMillis());
    return Duration.ofMillis((long) (millis * (1 - JITTER * fraction(seed))));
  }

  /// Returns the delay after an interruption. It begins with a second at most and grows like any
  /// other, because a cause that disturbs every run must not produce a Job each second.
  Duration brief(int failures, String seed) {
    Duration second = Duration.ofSeconds(1);
    return new Backoff(initial.compareTo(second) < 0 ? initial : second, max).after(failures, seed);
  }

  /// Returns a number in [0, 1) that depends on the seed alone.
  static double fraction(String seed) {
    int mixed = seed.hashCode() * 0x9E3779B9;
    return (mixed >>> 8) / (double) (1 << 24);
  }
}
