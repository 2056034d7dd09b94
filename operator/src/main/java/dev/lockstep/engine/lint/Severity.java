package dev.lockstep.engine.lint;

import java.util.Locale;

/// The severity of a finding, the highest last.
public enum Severity {
  /// For information.
  NOTE,
  /// May cause a problem, depending on circumstances that the text does not show.
  WARNING,
  /// Fails, loses data, or blocks readers or writers for as long as a table is large.
  ERROR;

  /// The name in reports.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The next lower severity.
  public Severity lower() {
    return this == ERROR ? WARNING : NOTE;
  }

  /// The next higher severity.
  public Severity higher() {
    return this == NOTE ? WARNING : ERROR;
  }
}
