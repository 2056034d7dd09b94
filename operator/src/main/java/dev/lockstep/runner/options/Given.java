package dev.lockstep.runner.options;

import org.jspecify.annotations.Nullable;

/// A value of a connection parameter and its origin.
public record Given(String text, Origin origin) {
  /// The value; null if it is empty, because libpq treats an empty value as one that is not given.
  public static @Nullable Given of(@Nullable String text, Origin origin) {
    return text == null || text.isEmpty() ? null : new Given(text, origin);
  }

  /// The description that replaces the value in messages; null if messages may contain the value.
  public @Nullable String secretWords() {
    return origin.isSecret() ? origin.words() : null;
  }
}
