package dev.lockstep.runner;

/// A time as people read it, to the second and in UTC: `2026-11-21 17:46:36Z`.
final class Moment {
  private Moment() {}

  /// @param iso the time in ISO 8601, as JSON has it
  static String text(String iso) {
    return iso.replaceFirst("T", " ").replaceFirst("\\.[0-9]+Z$", "Z");
  }
}
