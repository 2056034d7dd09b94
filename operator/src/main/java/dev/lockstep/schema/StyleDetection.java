package dev.lockstep.schema;

import dev.lockstep.schema.ScriptName.Direction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The file names of a set, parsed in their common style. If all names follow two styles, the first
/// of Flyway, golang-migrate and numbered applies. So `1_2__x.sql` has version 1.2 as long as every
/// name of its set has two underscores, and version 1 next to `2_y.sql`.
///
/// @param scripts the names that follow the style, in the order given
/// @param errors the errors in the other names and in the set, as sentences
public record StyleDetection(List<ScriptName> scripts, List<String> errors) {
  private static final List<ScriptStyle> STYLES =
      List.of(ScriptStyle.FLYWAY, ScriptStyle.UP_DOWN, ScriptStyle.NUMBERED);

  public StyleDetection {
    scripts = List.copyOf(scripts);
    errors = List.copyOf(errors);
  }

  /// Detects the style from the names alone.
  public static StyleDetection of(Collection<String> fileNames) {
    return of(fileNames, Map.of());
  }

  /// Detects the style.
  ///
  /// @param marked the styles of the files whose text has a tool's markers, by file name
  public static StyleDetection of(Collection<String> fileNames, Map<String, ScriptStyle> marked) {
    var errors = new ArrayList<String>();
    var known = new ArrayList<ScriptName>();
    for (String fileName : fileNames) {
      ScriptStyle style = marked.get(fileName);
      Optional<ScriptName> name = read(fileName, marked);
      if (name.isPresent()) {
        known.add(name.get());
      } else {
        errors.add(
            style == null ? NameRefusal.ofNone(fileName) : NameRefusal.ofDivided(fileName, style));
      }
    }
    List<ScriptName> names =
        STYLES.stream()
            .map(style -> read(known, marked, style))
            .flatMap(Optional::stream)
            .findFirst()
            .orElse(known);
    if (isMixture(names)) {
      errors.add(NameRefusal.ofMixture(names));
    }
    return new StyleDetection(names, errors);
  }

  /// Parses the names in a given style.
  ///
  /// @param marked the styles of the files whose text has a tool's markers, by file name
  public static StyleDetection as(
      ScriptStyle forced, Collection<String> fileNames, Map<String, ScriptStyle> marked) {
    var names = new ArrayList<ScriptName>();
    var errors = new ArrayList<String>();
    for (String fileName : fileNames) {
      Optional<ScriptName> name = ScriptName.parse(fileName, forced);
      ScriptStyle style = marked.getOrDefault(fileName, forced);
      if (name.isPresent() && style == forced) {
        names.add(name.get());
      } else {
        errors.add(refusal(fileName, forced, marked));
      }
    }
    if (isMixture(names)) {
      errors.add(NameRefusal.ofMixture(names));
    }
    return new StyleDetection(names, errors);
  }

  private static String refusal(
      String fileName, ScriptStyle forced, Map<String, ScriptStyle> marked) {
    return read(fileName, marked)
        .map(other -> NameRefusal.ofForced(other, forced))
        .orElseGet(
            () -> {
              ScriptStyle style = marked.get(fileName);
              return style == null
                  ? NameRefusal.ofNone(fileName)
                  : NameRefusal.ofDivided(fileName, style);
            });
  }

  /// Parses all names in one style, except the files whose markers state theirs; empty if a name
  /// does not follow it.
  ///
  /// @param known the names as each is parsed by itself
  private static Optional<List<ScriptName>> read(
      List<ScriptName> known, Map<String, ScriptStyle> marked, ScriptStyle style) {
    List<ScriptName> names =
        known.stream().flatMap(name -> in(style, name, marked).stream()).toList();
    return names.size() == known.size() && !hasTwoPrefixes(names)
        ? Optional.of(names)
        : Optional.empty();
  }

  private static Optional<ScriptName> in(
      ScriptStyle style, ScriptName name, Map<String, ScriptStyle> marked) {
    return name.style() == style || marked.containsKey(name.fileName())
        ? Optional.of(name)
        : ScriptName.parse(name.fileName(), style);
  }

  private static Optional<ScriptName> read(String fileName, Map<String, ScriptStyle> marked) {
    ScriptStyle style = marked.get(fileName);
    return style == null ? ScriptName.parse(fileName) : ScriptName.parse(fileName, style);
  }

  /// Next to scripts that contain their undo part, the style of an undo script does not count.
  private static boolean isMixture(List<ScriptName> names) {
    boolean divided = names.stream().anyMatch(StyleDetection::isDivided);
    long styles =
        names.stream()
            .filter(name -> !divided || name.direction() == Direction.FORWARD)
            .map(ScriptName::style)
            .distinct()
            .count();
    return styles > 1 || hasTwoPrefixes(names);
  }

  private static boolean isDivided(ScriptName name) {
    return switch (name.style()) {
      case GOOSE, DBMATE -> true;
      case FLYWAY, NUMBERED, UP_DOWN -> false;
    };
  }

  /// Flyway has one prefix for all versioned scripts of a set: `V`, or none.
  private static boolean hasTwoPrefixes(List<ScriptName> names) {
    List<ScriptName> versioned =
        names.stream()
            .filter(name -> name.style() == ScriptStyle.FLYWAY)
            .filter(name -> name.kind() == ScriptKind.VERSIONED)
            .filter(name -> name.direction() == Direction.FORWARD)
            .toList();
    long unprefixed = versioned.stream().filter(FlywayName::isUnprefixed).count();
    return unprefixed > 0 && unprefixed < versioned.size();
  }
}
