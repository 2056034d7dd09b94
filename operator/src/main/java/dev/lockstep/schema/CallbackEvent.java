package dev.lockstep.schema;

import java.util.Optional;

/// The event at which a callback runs. Flyway has more events; a file for another one is refused,
/// because its statements would silently never run.
public enum CallbackEvent {
  /// Once in a run, before its first script; also when nothing is pending.
  BEFORE_MIGRATE("beforeMigrate"),
  /// Before each script, in the script's transaction if it has one.
  BEFORE_EACH_MIGRATE("beforeEachMigrate"),
  /// After each script, in the script's transaction if it has one.
  AFTER_EACH_MIGRATE("afterEachMigrate"),
  /// Once in a successful run, after its last script; also when nothing was pending.
  AFTER_MIGRATE("afterMigrate");

  private final String label;

  CallbackEvent(String label) {
    this.label = label;
  }

  /// The first part of the file names of such callbacks.
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
