package dev.lockstep.schema;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as users write them in the resource and on the command line: `500ms`, `5s`, `1h30m`,
/// the syntax of Go and of the API server's CEL function `duration`.
public final class DurationText {
  private static final Pattern SHAPE =
      Pattern.compile("(?:[0-9]+(?:\\.[0-9]+)?(?:ns|us|µs|ms|s|m|h))++|0");
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ns|us|µs|ms|s|m|h)");
  private static final int MAX_LENGTH = 40;

  private DurationText() {}

  /// Parses a duration.
  ///
  /// @return empty if the text is not a duration, or one longer than about 290 years
  public static Optional<Duration> parse(String text) {
    if (text.length() > MAX_LENGTH || !SHAPE.matcher(text).matches()) {
      return Optional.empty();
    }
    double nanos = 0;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      nanos += Double.parseDouble(part.group(1)) * unit(part.group(2));
    }
    return nanos > Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos((long) nanos));
  }

  /// Formats a duration briefly, such as `12ms`, `3.4s` or `1h2m3s`: rounded to tenths of a second
  /// below a minute, and to seconds above.
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + "ms";
    }
    // From 59.95 s on, rounding to tenths gives 60 s.
    if (millis < 59_950) {
      long tenths = Math.round(millis / 100.0);
      return tenths % 10 == 0 ? tenths / 10 + "s" : tenths / 10 + "." + tenths % 10 + "s";
    }
    long seconds = Math.round(millis / 1000.0);
    var text = new StringBuilder();
    if (seconds >= 3600) {
      text.append(seconds / 3600).append('h');
    }
    if (seconds % 3600 >= 60) {
      text.append(seconds % 3600 / 60).append('m');
    }
    if (seconds % 60 > 0) {
      text.append(seconds % 60).append('s');
    }
    return text.toString();
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us", "µs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }
}
