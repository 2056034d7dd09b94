package dev.lockstep.runner.output;

/// A time as people read it, to the second and in UTC: `2026-11-21 17:46:36Z`.
public final class Timestamps {
  private Timestamps() {}

  /// A point in time as a person reads it.
  ///
  /// @param iso the time in ISO 8601, as JSON has it
  public static String text(String iso) {
    return iso.replaceFirst("T", " ").replaceFirst("\\.[0-9]+Z$", "Z");
  }
}
