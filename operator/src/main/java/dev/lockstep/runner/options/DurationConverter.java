package dev.lockstep.runner.options;

import dev.lockstep.schema.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Converts the durations of options, in the format of [DurationText], within the range of
/// PostgreSQL's timeouts.
final class DurationConverter implements ITypeConverter<Duration> {
  /// The maximum of PostgreSQL's timeouts, which are milliseconds in a signed 32-bit integer.
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  @Override
  public Duration convert(String text) {
    Duration duration =
        DurationText.parse(text)
            .orElseThrow(
                () ->
                    new TypeConversionException(
                        "'%s' is not a duration: use a number and a unit, such as 500ms, 5s, 10m or 1h"
                            .formatted(text)));
    if (duration.compareTo(LONGEST) > 0) {
      throw new TypeConversionException(
          "'%s' is too long: the maximum is 24 days; 0s means no limit".formatted(text));
    }
    return duration;
  }
}
