package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;

/// The version that a run is to reach.
public sealed interface Target {

  /// Everything in the set.
  record Latest() implements Target {}

  /// Everything up to one version.
  ///
  /// @param version a version of the set
  record Exactly(SchemaVersion version) implements Target {}

  /// Reads `latest` or a version.
  ///
  /// @throws IllegalArgumentException with a sentence for the user when it is neither
  static Target parse(String text) {
    return text.equals("latest") ? new Latest() : new Exactly(SchemaVersion.parse(text));
  }
}
