package dev.lockstep.schema;

/// The purpose of a script. It decides when the script runs and what the history records of it.
public enum ScriptKind {
  /// Has a version and is applied once: `V7__add_x.sql` and the scripts of all other styles.
  VERSIONED("versioned"),
  /// Has no version and is applied again whenever its text changes: `R__view.sql`.
  REPEATABLE("repeatable"),
  /// Replaces all versions up to its own in a database without a history: `B5__base.sql`.
  BASELINE("baseline"),
  /// Runs before or after other scripts and has no row in the history: `afterMigrate.sql`.
  CALLBACK("callback");

  private final String label;

  ScriptKind(String label) {
    this.label = label;
  }

  /// The value in the database and in reports.
  public String label() {
    return label;
  }

  /// Returns the kind with a label. An unknown label, written by another program, is read as
  /// versioned.
  public static ScriptKind ofLabel(String label) {
    for (ScriptKind kind : values()) {
      if (kind.label.equals(label)) {
        return kind;
      }
    }
    return VERSIONED;
  }
}
