package dev.lockstep.engine.plan;

import dev.lockstep.schema.SchemaVersion;
import java.util.Optional;

/// The version that a run is to reach.
public sealed interface Target {

  /// Everything in the set.
  record Latest() implements Target {
    @Override
    public Optional<SchemaVersion> last() {
      return Optional.empty();
    }
  }

  /// Everything up to one version.
  ///
  /// @param version a version of the set
  record Exactly(SchemaVersion version) implements Target {
    @Override
    public Optional<SchemaVersion> last() {
      return Optional.of(version);
    }
  }

  /// The version that nothing may be newer than, where there is one. Every run asks for it, and a
  /// switch over types makes a class each time the program starts, which no AOT cache holds.
  Optional<SchemaVersion> last();

  /// Reads `latest` or a version.
  ///
  /// @throws IllegalArgumentException with a sentence for the user when it is neither
  static Target parse(String text) {
    return text.equals("latest") ? new Latest() : new Exactly(SchemaVersion.parse(text));
  }
}
