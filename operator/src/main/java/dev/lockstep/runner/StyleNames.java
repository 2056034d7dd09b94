package dev.lockstep.runner;

import dev.lockstep.schema.ScriptStyle;
import java.util.Locale;
import java.util.Optional;

/// The styles of scripts as the command line has them.
final class StyleNames {
  static final String ALL = "auto|flyway|numbered|up-down|goose|dbmate";
  static final String AUTO = "auto";

  private StyleNames() {}

  /// Reads a style; `auto` is none.
  ///
  /// @throws UsageException when it is none of the names
  static Optional<ScriptStyle> parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case AUTO -> Optional.empty();
      case "flyway" -> Optional.of(ScriptStyle.FLYWAY);
      case "numbered" -> Optional.of(ScriptStyle.NUMBERED);
      case "up-down" -> Optional.of(ScriptStyle.UP_DOWN);
      case "goose" -> Optional.of(ScriptStyle.GOOSE);
      case "dbmate" -> Optional.of(ScriptStyle.DBMATE);
      default ->
          throw new UsageException(
              "--style: '%s' is no style of scripts: write one of %s"
                  .formatted(name, ALL.replace("|", ", ")));
    };
  }
}
