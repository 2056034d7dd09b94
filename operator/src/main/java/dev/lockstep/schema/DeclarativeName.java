package dev.lockstep.schema;

import dev.lockstep.schema.ScriptName.Direction;
import java.util.Optional;
import java.util.stream.Stream;

/// The name of a declarative script: that of a script with a version, with the ending `.yaml` or
/// `.yml` in place of `.sql`.
public final class DeclarativeName {
  private DeclarativeName() {}

  /// Whether a name says that its file is declarative.
  public static boolean isDeclarative(String fileName) {
    return ending(fileName).isPresent();
  }

  /// Takes a name apart as one of a style.
  static Optional<ScriptName> parse(String fileName, ScriptStyle style) {
    return ending(fileName)
        .map(end -> fileName.substring(0, fileName.length() - end.length()) + ".sql")
        .flatMap(name -> ScriptName.parse(name, style))
        .filter(name -> name.kind() == ScriptKind.VERSIONED)
        .filter(name -> name.direction() == Direction.FORWARD)
        .map(name -> name.withFileName(fileName));
  }

  private static Optional<String> ending(String fileName) {
    return Stream.of(".yaml", ".yml").filter(fileName::endsWith).findFirst();
  }
}
