package dev.lockstep.engine.plan;

import dev.lockstep.schema.SchemaVersion;
import java.util.Optional;

/// The version at which a run ends.
public sealed interface Target {

  /// All scripts of the set.
  record Latest() implements Target {
    @Override
    public Optional<SchemaVersion> last() {
      return Optional.empty();
    }
  }

  /// All scripts up to one version.
  ///
  /// @param version a version of the set
  record Exactly(SchemaVersion version) implements Target {
    @Override
    public Optional<SchemaVersion> last() {
      return Optional.of(version);
    }
  }

  /// The version up to which scripts are applied; empty for all. This is a method because every run
  /// calls it: a switch over types generates a class at each start of the program, which no AOT
  /// cache contains.
  Optional<SchemaVersion> last();

  /// Parses `latest` or a version.
  ///
  /// @throws IllegalArgumentException with a sentence for the user if the text is neither
  static Target parse(String text) {
    return text.equals("latest") ? new Latest() : new Exactly(SchemaVersion.parse(text));
  }
}
