package dev.lockstep.schema;

import dev.lockstep.schema.ScriptName.Direction;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names that begin with a number: those of golang-migrate, goose, dbmate, sqlx, yoyo, and of files
/// that are numbered by hand.
final class NumberedName {
  private static final String DATE = "[0-9]{4}(?<in>[._-])[0-9]{2}\\k<in>[0-9]{2}";
  private static final String DAY = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])";
  private static final String CLOCK =
      "(?:[01][0-9]|2[0-3])(?:[ ._:-]?[0-5][0-9]){1,2}(?:[.,_-][0-9]{1,9})?";
  private static final String LETTERED = "(?:[01][0-9]|2[0-3])h[0-5][0-9](?:m?(?:[0-5][0-9]s?)?)?";

  /// The end of a time: what follows it must not be a part of the time or a time zone.
  private static final String END = "(?=[ ._-]|$)(?![0-9 ._:-]*\\+[0-9])";

  /// A version is a date with the time or number that follows it; otherwise it ends at the first
  /// underscore or hyphen.
  private static final String VERSION =
      "(?<version>(?:%1$s|%2$s)[Tt][ _-]?(?:%3$s|%4$s|[01][0-9]|2[0-3])[Zz]?%5$s"
              .formatted(DATE, DAY, CLOCK, LETTERED, END)
          + "|%1$s[ ._-]{1,3}(?:%2$s|%3$s)[Zz]?%4$s"
              .formatted(DATE.replace("in", "by"), CLOCK, LETTERED, END)
          + "|%1$s(?:[._-][0-9]{1,6})?%2$s".formatted(DATE.replace("in", "of"), END)
          + "|%s)";

  private static final String PLAIN = "[0-9]+(?:\\.[0-9]+)*";
  private static final String DESCRIPTION = "(?:[ ._-]+(?<description>.+))?";

  /// Names as the tools define them: the number up to the first underscore, then a description.
  private static final Pattern STEM =
      Pattern.compile(VERSION.formatted(PLAIN) + DESCRIPTION, Pattern.DOTALL);

  /// Names that no tool defines: a time may follow the day.
  private static final Pattern FREE_STEM =
      Pattern.compile(
          VERSION.formatted("%s[._-](?:%s|%s)%s|%s".formatted(DAY, CLOCK, LETTERED, END, PLAIN))
              + DESCRIPTION,
          Pattern.DOTALL);

  /// A day and a `T`, followed by what should be a time.
  private static final Pattern WITH_TIME =
      Pattern.compile("[0-9]{4}([._-]?)[0-9]{2}\\1[0-9]{2}[Tt][ _-]?[0-9].*", Pattern.DOTALL);

  private static final Pattern DAY_FIRST =
      Pattern.compile("(?:%s|%s)[Tt ._-]+[0-9]".formatted(DATE, DAY));

  private static final Pattern NO_DIGITS = Pattern.compile("[^0-9._-]+|[._-]{2,}");
  private static final Pattern FILE =
      Pattern.compile("(?<stem>.+?)(?:\\.(?<direction>up|down|rollback))?\\.sql", Pattern.DOTALL);

  private NumberedName() {}

  /// Returns whether the name states a direction before its extension.
  static boolean hasDirection(String fileName) {
    Matcher file = FILE.matcher(fileName);
    return file.matches() && file.group("direction") != null;
  }

  static Optional<ScriptName> parse(String fileName, ScriptStyle style) {
    Matcher file = FILE.matcher(fileName);
    if (!file.matches()) {
      return Optional.empty();
    }
    Pattern pattern = style == ScriptStyle.NUMBERED ? FREE_STEM : STEM;
    Matcher stem = pattern.matcher(file.group("stem"));
    if (!stem.matches() || (hasTime(fileName) && isCut(stem.group("version")))) {
      return Optional.empty();
    }
    String suffix = file.group("direction");
    Optional<Direction> direction = direction(style, suffix == null ? "" : suffix);
    String description = stem.group("description");
    return direction.flatMap(
        way ->
            SchemaVersion.tryParse(numbers(stem.group("version")))
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

  /// Returns whether the name contains a time that the version must include.
  static boolean hasTime(String fileName) {
    return WITH_TIME.matcher(fileName).matches();
  }

  private static boolean isCut(String version) {
    return version.indexOf('T') < 0 && version.indexOf('t') < 0;
  }

  /// Returns the version that consists of the day and the time in the name; empty if the name has
  /// none.
  static Optional<SchemaVersion> timed(String fileName) {
    if (!DAY_FIRST.matcher(fileName).lookingAt()) {
      return Optional.empty();
    }
    return parse(fileName, ScriptStyle.NUMBERED)
        .or(() -> parse(fileName, ScriptStyle.UP_DOWN))
        .map(ScriptName::version);
  }

  /// Returns a version with digits and single separators only: other letters and repeated
  /// separators become one hyphen.
  private static String numbers(String version) {
    String numbers = NO_DIGITS.matcher(version).replaceAll("-");
    return numbers.endsWith("-") ? numbers.substring(0, numbers.length() - 1) : numbers;
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
