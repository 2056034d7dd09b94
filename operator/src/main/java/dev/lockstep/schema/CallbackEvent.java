package dev.lockstep.schema;

import java.util.Optional;

/// When a callback runs. Flyway has more events; a file for another one is refused, because what is
/// in it would silently never happen.
public enum CallbackEvent {
  /// Once in a run, before its first script; also when nothing is pending.
  BEFORE_MIGRATE("beforeMigrate"),
  /// Before each script, in the script's transaction where it has one.
  BEFORE_EACH_MIGRATE("beforeEachMigrate"),
  /// After each script, in the script's transaction where it has one.
  AFTER_EACH_MIGRATE("afterEachMigrate"),
  /// Once in a run that went well, after its last script; also when nothing was pending.
  AFTER_MIGRATE("afterMigrate");

  private final String label;

  CallbackEvent(String label) {
    this.label = label;
  }

  /// What begins the names of its files.
  public String label() {
    return label;
  }

  static Optional<CallbackEvent> ofLabel(String label) {
    for (CallbackEvent event : values()) {
      if (event.label.equals(label)) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }
}
