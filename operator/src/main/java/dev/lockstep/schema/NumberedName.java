package dev.lockstep.schema;

import dev.lockstep.schema.ScriptName.Direction;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names that begin with a number: those of golang-migrate, goose, dbmate, sqlx, yoyo and of people
/// who number their files.
final class NumberedName {
  /// A date is a version, with the time or number that follows it; otherwise an underscore or a
  /// hyphen ends the version.
  private static final String VERSION =
      "(?<version>[0-9]{4}([._-])[0-9]{2}\\2[0-9]{2}(?:[._-][0-9]{1,6})?(?=[ ._-]|$)"
          + "|[0-9]+(?:\\.[0-9]+)*)";

  private static final Pattern STEM =
      Pattern.compile(VERSION + "(?:[ ._-]+(?<description>.+))?", Pattern.DOTALL);
  private static final Pattern FILE =
      Pattern.compile("(?<stem>.+?)(?:\\.(?<direction>up|down|rollback))?\\.sql", Pattern.DOTALL);

  private NumberedName() {}

  /// Whether the name says itself which way its script goes.
  static boolean hasDirection(String fileName) {
    Matcher file = FILE.matcher(fileName);
    return file.matches() && file.group("direction") != null;
  }

  static Optional<ScriptName> parse(String fileName, ScriptStyle style) {
    Matcher file = FILE.matcher(fileName);
    if (!file.matches()) {
      return Optional.empty();
    }
    Matcher stem = STEM.matcher(file.group("stem"));
    if (!stem.matches()) {
      return Optional.empty();
    }
    String suffix = file.group("direction");
    Optional<Direction> direction = direction(style, suffix == null ? "" : suffix);
    String description = stem.group("description");
    return direction.flatMap(
        way ->
            SchemaVersion.tryParse(stem.group("version"))
                .map(
                    version ->
                        new ScriptName(
                            fileName,
                            style,
                            ScriptKind.VERSIONED,
                            way,
                            version,
                            description == null ? "" : description.replace('_', ' '))));
  }

  private static Optional<Direction> direction(ScriptStyle style, String suffix) {
    Direction direction =
        switch (style) {
          case UP_DOWN ->
              switch (suffix) {
                case "up" -> Direction.FORWARD;
                case "down" -> Direction.UNDO;
                default -> null;
              };
          case NUMBERED ->
              switch (suffix) {
                case "" -> Direction.FORWARD;
                case "down", "rollback" -> Direction.UNDO;
                default -> null;
              };
          case GOOSE, DBMATE, FLYWAY -> suffix.isEmpty() ? Direction.FORWARD : null;
        };
    return Optional.ofNullable(direction);
  }
}
