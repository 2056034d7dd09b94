package dev.lockstep.engine.postgres.lint;

/// What a rule warns of.
public enum Hazard {
  /// Others wait for as long as a table is large: nothing is said of a small one.
  WAIT("others wait"),
  /// Pods that run meanwhile, and know the old schema only, fail.
  COMPATIBILITY("old pods fail"),
  /// Rows are lost.
  LOSS("data is lost"),
  /// The script stops half way, or does another thing than it says.
  SCRIPT("the script misleads"),
  /// Somebody may more than they should.
  SECURITY("rights leak"),
  /// A matter of taste.
  STYLE("style");

  private final String title;

  Hazard(String title) {
    this.title = title;
  }

  /// The words in reports.
  public String title() {
    return title;
  }
}
