package dev.lockstep.operator.migration;

import dev.lockstep.operator.migration.Run.Purpose;
import java.util.Map;
import java.util.Optional;

/// The purpose of a Job as its label says it.
final class Purposes {
  private static final Map<String, Purpose> BY_LABEL =
      Map.of("migrate", Purpose.MIGRATE, "verify", Purpose.VERIFY);

  private Purposes() {}

  static String label(Purpose purpose) {
    return switch (purpose) {
      case MIGRATE -> "migrate";
      case VERIFY -> "verify";
    };
  }

  static Optional<Purpose> parse(String label) {
    return Optional.ofNullable(BY_LABEL.get(label));
  }
}
