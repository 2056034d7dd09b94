package dev.lockstep.schema;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A script's file name, taken apart; the body is not looked at. One name can follow several
/// styles, so [StyleDetection] looks at the names of the whole set.
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

  /// Takes a file name apart where nothing is known of the names beside it.
  ///
  /// @return empty when it follows no naming scheme
  public static Optional<ScriptName> parse(String fileName) {
    return Stream.of(ScriptStyle.FLYWAY, ScriptStyle.UP_DOWN, ScriptStyle.NUMBERED)
        .flatMap(style -> parse(fileName, style).stream())
        .findFirst();
  }

  /// Takes a file name apart as one of a style.
  ///
  /// @return empty when it is none
  public static Optional<ScriptName> parse(String fileName, ScriptStyle style) {
    if (DeclarativeName.isDeclarative(fileName)) {
      return DeclarativeName.parse(fileName, style);
    }
    return switch (style) {
      case FLYWAY -> FlywayName.parse(fileName);
      case NUMBERED, UP_DOWN, GOOSE, DBMATE -> NumberedName.parse(fileName, style);
    };
  }

  /// The version of a script that was recorded before times in names were read to their end: by its
  /// first parts alone.
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

  /// When a callback runs; empty for other kinds.
  public Optional<CallbackEvent> event() {
    return kind == ScriptKind.CALLBACK ? FlywayName.event(fileName) : Optional.empty();
  }
}
