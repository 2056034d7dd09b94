package dev.lockstep.runner.options;

import org.jspecify.annotations.Nullable;

/// A part of the connection and where it was read.
public record Given(String text, Origin origin) {
  /// As libpq has it, an empty value is one that is not given.
  public static @Nullable Given of(@Nullable String text, Origin origin) {
    return text == null || text.isEmpty() ? null : new Given(text, origin);
  }

  /// What stands in messages for the value, where they may not hold it.
  public @Nullable String secretWords() {
    return origin.isSecret() ? origin.words() : null;
  }
}
