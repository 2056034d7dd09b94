package dev.lockstep.runner.options;

import dev.lockstep.schema.ScriptStyle;
import java.util.Locale;
import java.util.Optional;

/// The names of script styles on the command line.
public final class StyleNames {
  public static final String ALL = "auto|flyway|numbered|up-down|goose|dbmate";
  public static final String AUTO = "auto";

  private StyleNames() {}

  /// Parses a style; empty for `auto`.
  ///
  /// @throws UsageException if the name is unknown
  public static Optional<ScriptStyle> parse(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case AUTO -> Optional.empty();
      case "flyway" -> Optional.of(ScriptStyle.FLYWAY);
      case "numbered" -> Optional.of(ScriptStyle.NUMBERED);
      case "up-down" -> Optional.of(ScriptStyle.UP_DOWN);
      case "goose" -> Optional.of(ScriptStyle.GOOSE);
      case "dbmate" -> Optional.of(ScriptStyle.DBMATE);
      default ->
          throw new UsageException(
              "--style: '%s' is not a script style: use one of %s"
                  .formatted(name, ALL.replace("|", ", ")));
    };
  }
}
