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
    var known = new ArrayList<String>();
    for (String fileName : fileNames) {
      ScriptStyle style = marked.get(fileName);
      if (style != null && ScriptName.parse(fileName, style).isEmpty()) {
        errors.add(NameRefusal.ofDivided(fileName, style));
      } else if (style == null && ScriptName.parse(fileName).isEmpty()) {
        errors.add(NameRefusal.ofNone(fileName));
      } else {
        known.add(fileName);
      }
    }
    Optional<List<ScriptName>> common =
        STYLES.stream()
            .map(style -> read(known, marked, style))
            .flatMap(Optional::stream)
            .findFirst();
    List<ScriptName> names =
        common.orElseGet(
            () -> known.stream().flatMap(name -> read(name, marked).stream()).toList());
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
  private static Optional<List<ScriptName>> read(
      List<String> fileNames, Map<String, ScriptStyle> marked, ScriptStyle style) {
    List<ScriptName> names =
        fileNames.stream()
            .flatMap(name -> ScriptName.parse(name, marked.getOrDefault(name, style)).stream())
            .toList();
    return names.size() == fileNames.size() && !hasTwoPrefixes(names)
        ? Optional.of(names)
        : Optional.empty();
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
