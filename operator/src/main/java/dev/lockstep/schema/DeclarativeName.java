package dev.lockstep.schema;

import dev.lockstep.schema.ScriptName.Direction;
import java.util.Optional;

/// The name of a declarative script: the name of a versioned script that ends in `.yaml` or `.yml`
/// instead of `.sql`.
public final class DeclarativeName {
  private DeclarativeName() {}

  /// Returns whether the name is that of a declarative script.
  public static boolean isDeclarative(String fileName) {
    return ending(fileName).isPresent();
  }

  /// Parses a name in a given style.
  static Optional<ScriptName> parse(String fileName, ScriptStyle style) {
    return ending(fileName)
        .map(end -> fileName.substring(0, fileName.length() - end.length()) + ".sql")
        .flatMap(name -> ScriptName.parse(name, style))
        .filter(name -> name.kind() == ScriptKind.VERSIONED)
        .filter(name -> name.direction() == Direction.FORWARD)
        .map(name -> name.withFileName(fileName));
  }

  private static Optional<String> ending(String fileName) {
    if (fileName.endsWith(".yaml")) {
      return Optional.of(".yaml");
    }
    return fileName.endsWith(".yml") ? Optional.of(".yml") : Optional.empty();
  }
}
