package dev.lockstep.engine.lint;

/// The kind of risk that a rule reports.
public enum Hazard {
  /// Other sessions wait for a time that depends on the size of a table: small tables are ignored.
  WAIT("blocking"),
  /// Running releases that only know the old schema fail.
  COMPATIBILITY("backward incompatible"),
  /// Rows are lost.
  LOSS("data loss"),
  /// The script fails part way, or has another effect than it seems to.
  SCRIPT("misleading"),
  /// A role gets more privileges than it should have.
  SECURITY("excessive privileges"),
  /// A matter of taste.
  STYLE("style");

  private final String title;

  Hazard(String title) {
    this.title = title;
  }

  /// The name in reports.
  public String title() {
    return title;
  }
}
