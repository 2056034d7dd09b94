package dev.lockstep.engine.postgres.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row of a reply, whose values are read by their positions in the select list.
public record Row(List<@Nullable String> values) {
  /// The character that queries put between the elements of a list.
  private static final String LIST_END = "\u001f";

  /// Returns a value, null if it is NULL.
  public @Nullable String maybe(int index) {
    return values.get(index);
  }

  /// Returns a value, empty if it is NULL.
  public String text(int index) {
    String value = values.get(index);
    return value == null ? "" : value;
  }

  public long number(int index) {
    return Long.parseLong(text(index));
  }

  /// Returns whether a value is true, which NULL is not.
  public boolean isTrue(int index) {
    return "t".equals(values.get(index));
  }

  public List<String> list(int index) {
    String value = text(index);
    return value.isEmpty() ? List.of() : Arrays.asList(value.split(LIST_END));
  }

  /// Returns the time of a value in milliseconds since the epoch.
  public @Nullable Instant time(int index) {
    String value = values.get(index);
    return value == null ? null : Instant.ofEpochMilli(Long.parseLong(value));
  }

  /// Returns the duration of a value in milliseconds.
  public @Nullable Duration duration(int index) {
    String value = values.get(index);
    return value == null ? null : Duration.ofMillis(Long.parseLong(value));
  }
}
