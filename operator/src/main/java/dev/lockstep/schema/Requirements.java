package dev.lockstep.schema;

import dev.lockstep.schema.VersionWindow.Comparison;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a pod needs before it may start, as the annotation `lockstep.dev/requires` has it: `orders
/// >=7 <9, billing >=3`.
///
/// Entries are separated by commas. Each is the name of a SchemaMigration in the pod's namespace
/// and a window of comparisons (`>=`, `>`, `<=`, `<`, `=`) with versions; blanks are free. A bare
/// name means that the resource is Ready at its current generation. A name twice, and a window in
/// which no version lies, are mistakes; `namespace/name` is reserved.
///
/// @param all the requirements, in the order in which they are written; at least one
public record Requirements(List<Requirement> all) implements RequirementsReading {
  /// How many characters of the annotation are read; a longer one is refused.
  public static final int MOST_CHARACTERS = 4_096;

  /// How many entries there may be.
  public static final int MOST_ENTRIES = 50;

  public Requirements {
    all = List.copyOf(all);
  }

  /// One entry.
  ///
  /// @param name the SchemaMigration
  /// @param versions the window, null for a bare name
  public record Requirement(String name, @Nullable VersionWindow versions) {

    static Requirement of(String name, List<Comparison> comparisons) {
      return new Requirement(name, comparisons.isEmpty() ? null : VersionWindow.of(comparisons));
    }

    /// The versions that will do; empty for a bare name.
    public Optional<VersionWindow> window() {
      return Optional.ofNullable(versions);
    }

    @Override
    public String toString() {
      return versions == null ? name : name + " " + versions;
    }
  }

  /// Reads the annotation's value.
  public static RequirementsReading parse(String text) {
    return new RequirementsParser(text).parse();
  }

  /// Reads a window alone, such as `>=7 <9`.
  ///
  /// @throws IllegalArgumentException with a sentence for the user when it is none
  public static VersionWindow window(String text) {
    return new RequirementsParser(text).window();
  }

  /// The requirement that names a SchemaMigration.
  public Optional<Requirement> named(String name) {
    return all.stream().filter(requirement -> requirement.name().equals(name)).findFirst();
  }
}
