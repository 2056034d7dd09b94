package dev.lockstep.engine.lint;

import java.util.Locale;

/// How much a finding matters, the worst last.
public enum Severity {
  /// Worth knowing.
  NOTE,
  /// Can hurt, by circumstances that the text does not tell.
  WARNING,
  /// Fails, loses data, or stops readers or writers for as long as a table is large.
  ERROR;

  /// The word in reports.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// One less.
  public Severity lower() {
    return this == ERROR ? WARNING : NOTE;
  }

  /// One more.
  public Severity higher() {
    return this == NOTE ? WARNING : ERROR;
  }
}
