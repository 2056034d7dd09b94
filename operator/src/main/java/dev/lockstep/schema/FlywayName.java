package dev.lockstep.schema;

import dev.lockstep.schema.ScriptName.Direction;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names of Flyway's scripts, with Flyway's default prefixes and separator. The prefix of versioned
/// scripts may also be empty: then two underscores after the digits distinguish these names from
/// numbered ones.
final class FlywayName {
  private static final String VERSION = "(?<version>[0-9]+(?:[._-][0-9]+)*)";
  private static final Pattern VERSIONED =
      Pattern.compile(
          "(?<prefix>[VUB])" + VERSION + "(?:__(?<description>.+))?\\.sql", Pattern.DOTALL);
  private static final Pattern UNPREFIXED =
      Pattern.compile("(?<prefix>)" + VERSION + "__(?<description>.+)\\.sql", Pattern.DOTALL);
  // The groups of both by their numbers: a set has thousands of names, and a matcher copies the map
  // of all names of its groups for the first of them.
  private static final int PREFIX_GROUP = 1;
  private static final int VERSION_GROUP = 2;
  private static final int DESCRIPTION_GROUP = 3;

  private static final Pattern REPEATABLE =
      Pattern.compile("R__(?<description>.+)\\.sql", Pattern.DOTALL);
  private static final Pattern CALLBACK =
      Pattern.compile(
          "(?<event>(?:before|after)[A-Z][A-Za-z]*|createSchema)(?:__(?<description>.+))?\\.sql",
          Pattern.DOTALL);

  private FlywayName() {}

  static Optional<ScriptName> parse(String fileName) {
    Matcher versioned = VERSIONED.matcher(fileName);
    if (versioned.matches()) {
      return versioned(fileName, versioned);
    }
    Matcher unprefixed = UNPREFIXED.matcher(fileName);
    if (unprefixed.matches() && !NumberedName.hasDirection(fileName)) {
      return versioned(fileName, unprefixed);
    }
    Matcher repeatable = REPEATABLE.matcher(fileName);
    if (repeatable.matches()) {
      return Optional.of(withoutVersion(fileName, ScriptKind.REPEATABLE, repeatable));
    }
    Matcher callback = CALLBACK.matcher(fileName);
    return callback.matches() && CallbackEvent.ofLabel(callback.group("event")).isPresent()
        ? Optional.of(withoutVersion(fileName, ScriptKind.CALLBACK, callback))
        : Optional.empty();
  }

  static Optional<CallbackEvent> event(String fileName) {
    Matcher callback = CALLBACK.matcher(fileName);
    return callback.matches() ? CallbackEvent.ofLabel(callback.group("event")) : Optional.empty();
  }

  /// Returns whether the name is that of a Flyway callback for any event, supported or not.
  static boolean isCallback(String fileName) {
    return CALLBACK.matcher(fileName).matches();
  }

  /// Returns whether a name of Flyway's begins with its version, without a prefix.
  static boolean isUnprefixed(ScriptName name) {
    char first = name.fileName().charAt(0);
    return first >= '0' && first <= '9';
  }

  private static Optional<ScriptName> versioned(String fileName, Matcher matcher) {
    String prefix = matcher.group(PREFIX_GROUP);
    return SchemaVersion.tryParse(matcher.group(VERSION_GROUP))
        .map(
            version ->
                new ScriptName(
                    fileName,
                    ScriptStyle.FLYWAY,
                    prefix.equals("B") ? ScriptKind.BASELINE : ScriptKind.VERSIONED,
                    prefix.equals("U") ? Direction.UNDO : Direction.FORWARD,
                    version,
                    description(matcher.group(DESCRIPTION_GROUP))));
  }

  private static ScriptName withoutVersion(String fileName, ScriptKind kind, Matcher matcher) {
    return new ScriptName(
        fileName,
        ScriptStyle.FLYWAY,
        kind,
        Direction.FORWARD,
        null,
        description(matcher.group("description")));
  }

  private static String description(@Nullable String description) {
    return description == null ? "" : description.replace('_', ' ');
  }
}
