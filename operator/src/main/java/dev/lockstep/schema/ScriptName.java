package dev.lockstep.schema;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The parsed file name of a script; the content is not read. One name can follow several styles,
/// so [StyleDetection] looks at the names of the whole set.
///
/// @param fileName the name without a folder
/// @param style the naming style that the name follows
/// @param kind the purpose of the script
/// @param direction whether the script goes forward or undoes
/// @param version the script's version; repeatable scripts and callbacks have none
/// @param description the rest of the name, with spaces for underscores
public record ScriptName(
    String fileName,
    ScriptStyle style,
    ScriptKind kind,
    Direction direction,
    @Nullable SchemaVersion version,
    String description) {

  /// Whether a script goes forward or undoes another.
  public enum Direction {
    /// Applied by `migrate`.
    FORWARD,
    /// Undoes the forward script of the same version.
    UNDO
  }

  /// Parses a file name without regard to the other names of its set.
  ///
  /// @return empty if the name follows no style
  public static Optional<ScriptName> parse(String fileName) {
    return parse(fileName, ScriptStyle.FLYWAY)
        .or(() -> parse(fileName, ScriptStyle.UP_DOWN))
        .or(() -> parse(fileName, ScriptStyle.NUMBERED));
  }

  /// Parses a file name in a given style.
  ///
  /// @return empty if the name does not follow the style
  public static Optional<ScriptName> parse(String fileName, ScriptStyle style) {
    if (DeclarativeName.isDeclarative(fileName)) {
      return DeclarativeName.parse(fileName, style);
    }
    return switch (style) {
      case FLYWAY -> FlywayName.parse(fileName);
      case NUMBERED, UP_DOWN, GOOSE, DBMATE -> NumberedName.parse(fileName, style);
    };
  }

  /// Returns the version of a recorded script. Earlier releases read the time in a name in part
  /// only and recorded the first parts of the version; for their rows it is the whole version in
  /// the name.
  ///
  /// @param recorded the version that was recorded with the name
  public static SchemaVersion wholeVersion(String fileName, SchemaVersion recorded) {
    return NumberedName.timed(fileName)
        .filter(version -> version.isBelow(recorded))
        .orElse(recorded);
  }

  ScriptName withFileName(String other) {
    return new ScriptName(other, style, kind, direction, version, description);
  }

  /// The event at which a callback runs; empty for other kinds.
  public Optional<CallbackEvent> event() {
    return kind == ScriptKind.CALLBACK ? FlywayName.event(fileName) : Optional.empty();
  }
}
