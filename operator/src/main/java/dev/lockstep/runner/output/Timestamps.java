package dev.lockstep.runner.output;

/// Formats times for text, to the second and in UTC: `2026-11-21 17:46:36Z`.
public final class Timestamps {
  private Timestamps() {}

  /// Formats a time.
  ///
  /// @param iso the time in ISO 8601, as in JSON
  public static String text(String iso) {
    return iso.replaceFirst("T", " ").replaceFirst("\\.[0-9]+Z$", "Z");
  }
}
