package dev.lockstep.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Error messages for file names that are refused, with the nearest name that would be accepted.
final class NameRefusal {
  private static final Pattern ANY_CASE = Pattern.compile("(?i).*\\.sql", Pattern.DOTALL);
  private static final Pattern SMALL_PREFIX =
      Pattern.compile("[vurb][0-9._-]*__.*\\.sql", Pattern.DOTALL);
  private static final Pattern ONE_UNDERSCORE =
      Pattern.compile("[VUB][0-9][0-9._-]*_[^_].*\\.sql", Pattern.DOTALL);
  private static final Pattern REPEATABLE_WITH_VERSION =
      Pattern.compile("R[0-9].*\\.sql", Pattern.DOTALL);

  private static final Pattern UNDO =
      Pattern.compile(
          "(?i)(?:.*[._ -])?(?:undo|down|revert|rollback)(?:[._ -].*)?\\.sql", Pattern.DOTALL);

  private NameRefusal() {}

  /// The error for a name that follows no style.
  static String ofNone(String fileName) {
    return fileName + ": not a recognized script name: " + wayOut(fileName);
  }

  /// The error for a name in another style than the set was declared to have.
  static String ofForced(ScriptName name, ScriptStyle forced) {
    return "%s: this is a script of the style %s, but the set is declared as %s: rename the file, or do not set a style"
        .formatted(name.fileName(), name.style().title(), forced.title());
  }

  /// The error for a file that contains its undo part, in the style of one tool, and is named in
  /// another.
  static String ofDivided(String fileName, ScriptStyle style) {
    return "%s: a %s script contains its undo part and has a name such as %s: rename the file, or remove the markers of %s"
        .formatted(fileName, style.title(), style.example(), style.title());
  }

  /// The error for a set with more than one style.
  static String ofMixture(Iterable<ScriptName> names) {
    Map<String, String> examples = new LinkedHashMap<>();
    for (ScriptName name : names) {
      boolean bare = name.style() == ScriptStyle.FLYWAY && FlywayName.isUnprefixed(name);
      examples.putIfAbsent(
          name.style().title() + (bare ? " without a prefix" : ""), name.fileName());
    }
    return "the scripts have more than one naming style: %s; rename them to one style"
        .formatted(
            examples.entrySet().stream()
                .map(example -> "%s (%s)".formatted(example.getValue(), example.getKey()))
                .collect(Collectors.joining(", ")));
  }

  private static String wayOut(String fileName) {
    if (NumberedName.hasTime(fileName)) {
      return "it contains a time in an unknown format. Write the time as in 2024-01-31T120000_add_x.sql, without a time zone";
    }
    if (FlywayName.isCallback(fileName)) {
      return "the only supported Flyway callbacks are beforeMigrate, beforeEachMigrate, afterEachMigrate and afterMigrate, and this one would never run. Remove the file";
    }
    if (ANY_CASE.matcher(fileName).matches() && !fileName.endsWith(".sql")) {
      return "the extension must be .sql in lower case. Rename the file";
    }
    if (UNDO.matcher(fileName).matches()) {
      return "undo scripts are named like 007_add_x.down.sql, U7__add_x.sql or 000007_add_x.down.sql. Rename the file";
    }
    if (SMALL_PREFIX.matcher(fileName).matches()) {
      return "Flyway prefixes are upper case. Rename the file";
    }
    if (REPEATABLE_WITH_VERSION.matcher(fileName).matches()) {
      return "a repeatable script has no version. Rename the file as in R__view.sql";
    }
    if (ONE_UNDERSCORE.matcher(fileName).matches()) {
      return "two underscores separate version and description. Rename the file as in V7__add_x.sql";
    }
    return "expected V7__add_x.sql (Flyway), 007_add_x.sql (numbered, goose, dbmate) or 000007_add_x.up.sql with 000007_add_x.down.sql (golang-migrate). Rename or remove the file, or ignore it with "
        + Setting.IGNORE;
  }
}
