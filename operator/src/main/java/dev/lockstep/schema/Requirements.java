package dev.lockstep.schema;

import dev.lockstep.schema.VersionWindow.Comparison;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The versions that a pod requires before it may start, as written in the annotation
/// `lockstep.dev/requires`: `orders >=7 <9, billing >=3`.
///
/// Entries are separated by commas. Each consists of the name of a SchemaMigration in the pod's
/// namespace and a window of comparisons (`>=`, `>`, `<=`, `<`, `=`) with versions; blanks are
/// optional. A bare name requires that the resource is Ready at its current generation. A repeated
/// name and a window that contains no version are mistakes; `namespace/name` is reserved.
///
/// @param all the requirements in the order in which they are written, at least one
public record Requirements(List<Requirement> all) implements RequirementsReading {
  /// The maximum length of the annotation, in characters; a longer one is refused.
  public static final int MOST_CHARACTERS = 4_096;

  /// The maximum number of entries.
  public static final int MOST_ENTRIES = 50;

  public Requirements {
    all = List.copyOf(all);
  }

  /// One entry.
  ///
  /// @param name the name of the SchemaMigration
  /// @param versions the window, null for a bare name
  public record Requirement(String name, @Nullable VersionWindow versions) {

    static Requirement of(String name, List<Comparison> comparisons) {
      return new Requirement(name, comparisons.isEmpty() ? null : VersionWindow.of(comparisons));
    }

    /// The window of versions; empty for a bare name.
    public Optional<VersionWindow> window() {
      return Optional.ofNullable(versions);
    }

    @Override
    public String toString() {
      return versions == null ? name : name + " " + versions;
    }
  }

  /// Parses the annotation's value.
  public static RequirementsReading parse(String text) {
    return new RequirementsParser(text).parse();
  }

  /// Parses a window without a name, such as `>=7 <9`.
  ///
  /// @throws IllegalArgumentException with a message for the user if the text is not a window
  public static VersionWindow window(String text) {
    return new RequirementsParser(text).window();
  }

  /// Returns the requirement on a SchemaMigration.
  public Optional<Requirement> named(String name) {
    return all.stream().filter(requirement -> requirement.name().equals(name)).findFirst();
  }
}
