package dev.lockstep.schema;

import dev.lockstep.schema.ScriptName.Direction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the names of all files of a set in the style that they have in common. Where all names
/// follow two styles, the first one counts: Flyway, then golang-migrate, then numbered. So
/// `1_2__x.sql` has the version 1.2 as long as every name of its set has two underscores, and the
/// version 1 beside `2_y.sql`.
///
/// @param scripts the names that are scripts' names, in the order given
/// @param errors what is wrong with the others and with the set, as sentences
public record StyleDetection(List<ScriptName> scripts, List<String> errors) {
  private static final List<ScriptStyle> STYLES =
      List.of(ScriptStyle.FLYWAY, ScriptStyle.UP_DOWN, ScriptStyle.NUMBERED);

  public StyleDetection {
    scripts = List.copyOf(scripts);
    errors = List.copyOf(errors);
  }

  /// Finds the style where nothing but the names is known.
  public static StyleDetection of(Collection<String> fileNames) {
    return of(fileNames, Map.of());
  }

  /// Finds the style.
  ///
  /// @param told the styles of files that say so themselves, by name
  public static StyleDetection of(Collection<String> fileNames, Map<String, ScriptStyle> told) {
    var errors = new ArrayList<String>();
    var known = new ArrayList<String>();
    for (String fileName : fileNames) {
      ScriptStyle style = told.get(fileName);
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
            .map(style -> read(known, told, style))
            .flatMap(Optional::stream)
            .findFirst();
    List<ScriptName> names =
        common.orElseGet(() -> known.stream().flatMap(name -> read(name, told).stream()).toList());
    if (isMixture(names)) {
      errors.add(NameRefusal.ofMixture(names));
    }
    return new StyleDetection(names, errors);
  }

  /// Reads the names in a given style.
  ///
  /// @param told the styles of files that say so themselves, by name
  public static StyleDetection as(
      ScriptStyle forced, Collection<String> fileNames, Map<String, ScriptStyle> told) {
    var names = new ArrayList<ScriptName>();
    var errors = new ArrayList<String>();
    for (String fileName : fileNames) {
      Optional<ScriptName> name = ScriptName.parse(fileName, forced);
      ScriptStyle style = told.getOrDefault(fileName, forced);
      if (name.isPresent() && style == forced) {
        names.add(name.get());
      } else {
        errors.add(refusal(fileName, forced, told));
      }
    }
    if (isMixture(names)) {
      errors.add(NameRefusal.ofMixture(names));
    }
    return new StyleDetection(names, errors);
  }

  private static String refusal(
      String fileName, ScriptStyle forced, Map<String, ScriptStyle> told) {
    return read(fileName, told)
        .map(other -> NameRefusal.ofForced(other, forced))
        .orElseGet(
            () -> {
              ScriptStyle style = told.get(fileName);
              return style == null
                  ? NameRefusal.ofNone(fileName)
                  : NameRefusal.ofDivided(fileName, style);
            });
  }

  /// All names in one style, as far as they do not tell theirs; empty when one does not follow it.
  private static Optional<List<ScriptName>> read(
      List<String> fileNames, Map<String, ScriptStyle> told, ScriptStyle style) {
    List<ScriptName> names =
        fileNames.stream()
            .flatMap(name -> ScriptName.parse(name, told.getOrDefault(name, style)).stream())
            .toList();
    return names.size() == fileNames.size() && !hasTwoPrefixes(names)
        ? Optional.of(names)
        : Optional.empty();
  }

  private static Optional<ScriptName> read(String fileName, Map<String, ScriptStyle> told) {
    ScriptStyle style = told.get(fileName);
    return style == null ? ScriptName.parse(fileName) : ScriptName.parse(fileName, style);
  }

  /// Beside scripts that hold their undo part, an undo script has no style of its own.
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
