package dev.lockstep.schema;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A script's file name, taken apart. The name alone decides style, direction and version; the body
/// is not looked at. A `.down.sql` may also undo a numbered script: its set decides.
///
/// @param fileName the name without a folder
/// @param style the naming scheme that the name follows
/// @param kind what the script is for
/// @param direction whether the script goes forward or undoes
/// @param version the script's version; repeatable scripts and callbacks have none
/// @param description what is left of the name, underscores as spaces
public record ScriptName(
    String fileName,
    ScriptStyle style,
    ScriptKind kind,
    Direction direction,
    @Nullable SchemaVersion version,
    String description) {

  /// Which way a script goes.
  public enum Direction {
    /// Applied by `migrate`.
    FORWARD,
    /// Undoes the forward script of the same version.
    UNDO
  }

  private static final String VERSION = "(?<version>[0-9]+(?:[._-][0-9]+)*)";
  private static final Pattern FLYWAY =
      Pattern.compile("V" + VERSION + "(?:__(?<description>.+))?\\.sql", Pattern.DOTALL);
  private static final Pattern UP_DOWN =
      Pattern.compile(
          "(?<version>[0-9]+)[_-](?<description>.+)\\.(?<direction>up|down)\\.sql", Pattern.DOTALL);
  private static final Pattern NUMBERED =
      Pattern.compile(
          "(?<version>[0-9]+)[_-]+(?<description>.+?)(?<direction>\\.rollback)?\\.sql",
          Pattern.DOTALL);

  /// Takes a file name apart.
  ///
  /// @return empty when it follows no naming scheme
  public static Optional<ScriptName> parse(String fileName) {
    Matcher flyway = FLYWAY.matcher(fileName);
    if (flyway.matches()) {
      return of(fileName, ScriptStyle.FLYWAY, Direction.FORWARD, flyway);
    }
    Matcher upDown = UP_DOWN.matcher(fileName);
    if (upDown.matches()) {
      Direction direction =
          upDown.group("direction").equals("up") ? Direction.FORWARD : Direction.UNDO;
      return of(fileName, ScriptStyle.UP_DOWN, direction, upDown);
    }
    Matcher numbered = NUMBERED.matcher(fileName);
    if (numbered.matches()) {
      Direction direction =
          numbered.group("direction") == null ? Direction.FORWARD : Direction.UNDO;
      return of(fileName, ScriptStyle.NUMBERED, direction, numbered);
    }
    return Optional.empty();
  }

  /// The name in a set whose style is not told by names.
  public ScriptName withStyle(ScriptStyle other) {
    return new ScriptName(fileName, other, kind, direction, version, description);
  }

  private static Optional<ScriptName> of(
      String fileName, ScriptStyle style, Direction direction, Matcher matcher) {
    String description = matcher.group("description");
    return SchemaVersion.tryParse(matcher.group("version"))
        .map(
            version ->
                new ScriptName(
                    fileName,
                    style,
                    ScriptKind.VERSIONED,
                    direction,
                    version,
                    description == null ? "" : description.replace('_', ' ')));
  }
}
