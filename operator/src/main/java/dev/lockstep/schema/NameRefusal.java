package dev.lockstep.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Sentences about file names that are not taken, with the nearest name that would be.
final class NameRefusal {
  private static final Pattern ANY_CASE = Pattern.compile("(?i).*\\.sql", Pattern.DOTALL);
  private static final Pattern SMALL_PREFIX =
      Pattern.compile("[vurb][0-9._-]*__.*\\.sql", Pattern.DOTALL);
  private static final Pattern ONE_UNDERSCORE =
      Pattern.compile("[VUB][0-9][0-9._-]*_[^_].*\\.sql", Pattern.DOTALL);
  private static final Pattern REPEATABLE_WITH_VERSION =
      Pattern.compile("R[0-9].*\\.sql", Pattern.DOTALL);

  private NameRefusal() {}

  /// The name follows no style.
  static String ofNone(String fileName) {
    return fileName + ": this is no script's name; " + wayOut(fileName);
  }

  /// The name follows a style, and the set was said to be of another.
  static String ofForced(ScriptName name, ScriptStyle forced) {
    return "%s: this is a script of the style %s, and the set is said to be of the style %s: rename it, or name no style"
        .formatted(name.fileName(), name.style().title(), forced.title());
  }

  /// The file is divided between forward and undo, and its name is of another tool.
  static String ofDivided(String fileName, ScriptStyle style) {
    return "%s: a script of %s has a name such as %s and holds its undo part, too: rename it, or take the markers of %s out"
        .formatted(fileName, style.title(), style.example(), style.title());
  }

  /// The names follow more than one style.
  static String ofMixture(Iterable<ScriptName> names) {
    Map<String, String> examples = new LinkedHashMap<>();
    for (ScriptName name : names) {
      boolean bare = name.style() == ScriptStyle.FLYWAY && FlywayName.isUnprefixed(name);
      examples.putIfAbsent(
          name.style().title() + (bare ? " without a prefix" : ""), name.fileName());
    }
    return "the scripts follow two styles at once: %s; rename them to one"
        .formatted(
            examples.entrySet().stream()
                .map(example -> "%s (%s)".formatted(example.getValue(), example.getKey()))
                .collect(Collectors.joining(", ")));
  }

  private static String wayOut(String fileName) {
    if (FlywayName.isCallback(fileName)) {
      return "of Flyway's callbacks only beforeMigrate, beforeEachMigrate, afterEachMigrate and"
          + " afterMigrate are run, and this one never would be: take it out";
    }
    if (ANY_CASE.matcher(fileName).matches() && !fileName.endsWith(".sql")) {
      return "its ending is to be .sql, in small letters: rename it";
    }
    if (SMALL_PREFIX.matcher(fileName).matches()) {
      return "Flyway's prefixes are capital letters: rename it";
    }
    if (REPEATABLE_WITH_VERSION.matcher(fileName).matches()) {
      return "a repeatable script has no version: rename it to be like R__view.sql";
    }
    if (ONE_UNDERSCORE.matcher(fileName).matches()) {
      return "two underscores divide version and description: rename it to be like V7__add_x.sql";
    }
    return "accepted are V7__add_x.sql (Flyway), 007_add_x.sql (numbered, goose, dbmate),"
        + " 000007_add_x.up.sql with 000007_add_x.down.sql (golang-migrate): rename it, or take it"
        + " out";
  }
}
