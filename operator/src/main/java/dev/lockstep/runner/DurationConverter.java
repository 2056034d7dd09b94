package dev.lockstep.runner;

import dev.lockstep.schema.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads durations as the resource has them: `500ms`, `5s`, `1h30m`, `0`.
final class DurationConverter implements ITypeConverter<Duration> {
  @Override
  public Duration convert(String text) {
    return DurationText.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' is not a duration: write a number and a unit, such as 500ms, 5s, 10m or 1h"
                        .formatted(text)));
  }
}
