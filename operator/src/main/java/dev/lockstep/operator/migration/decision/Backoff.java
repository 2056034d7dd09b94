package dev.lockstep.operator.migration.decision;

import dev.lockstep.schema.DurationText;
import java.time.Duration;

/// How long to wait before the next attempt: doubling from `initial` up to `max`, and taken off up
/// to a fifth of it by a jitter that depends on the run, so that a thousand resources that failed
/// together do not come back together.
public record Backoff(Duration initial, Duration max) {
  private static final int LONGEST_SHIFT = 30;
  private static final double JITTER = 0.2;

  /// No shorter wait is taken from a spec that an older CRD let pass: each attempt is a Job.
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /// The waits that a spec asks for.
  public static Backoff of(dev.lockstep.api.v1alpha1.spec.Backoff spec) {
    return new Backoff(
        atLeastShortest(spec.initial(), Duration.ofSeconds(5)),
        atLeastShortest(spec.max(), Duration.ofMinutes(5)));
  }

  private static Duration atLeastShortest(String text, Duration fallback) {
    Duration wait = DurationText.parse(text).orElse(fallback);
    return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
  }

  /// The wait after so many failures in a row.
  ///
  /// @param failures at least 1
  /// @param seed what the jitter depends on
  Duration after(int failures, String seed) {
    int shift = Math.min(Math.max(failures - 1, 0), LONGEST_SHIFT);
    double millis = Math.min((double) initial.toMillis() * (1L << shift), (double) max.toMillis());
    return Duration.ofMillis((long) (millis * (1 - JITTER * fraction(seed))));
  }

  /// The wait after an interruption: it begins with a second at most, and grows like the other,
  /// because what disturbs every run must not be answered with a Job each second.
  Duration brief(int failures, String seed) {
    Duration second = Duration.ofSeconds(1);
    return new Backoff(initial.compareTo(second) < 0 ? initial : second, max).after(failures, seed);
  }

  /// A number in [0, 1) that depends on the seed alone.
  static double fraction(String seed) {
    int mixed = seed.hashCode() * 0x9E3779B9;
    return (mixed >>> 8) / (double) (1 << 24);
  }
}
