package dev.lockstep.operator.kube;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Times as Kubernetes objects carry them.
public final class Timestamps {
  private Timestamps() {}

  /// The time that a field holds, empty where the field is absent or holds no time.
  public static Optional<Instant> parse(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
