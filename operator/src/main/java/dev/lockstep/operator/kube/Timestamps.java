package dev.lockstep.operator.kube;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The timestamps of Kubernetes objects.
public final class Timestamps {
  private Timestamps() {}

  /// Parses the value of a field; empty if the field is absent or holds no timestamp.
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
