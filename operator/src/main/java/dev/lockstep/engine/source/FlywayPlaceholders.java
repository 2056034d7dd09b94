package dev.lockstep.engine.source;

import dev.lockstep.engine.script.ScriptWarning;
import dev.lockstep.schema.ScriptName;
import dev.lockstep.schema.ScriptStyle;
import dev.lockstep.schema.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Flyway's built-in placeholders: `${flyway:...}`, in any case. The schema and the file name have
/// the same meaning here; a script with another one is rejected, unless its name is declared.
final class FlywayPlaceholders {
  private static final String OPEN = "${";
  private static final String PREFIX = "flyway:";
  private static final Pattern ANY = Pattern.compile("(?i)\\$\\{flyway:([^}\\s]{0,100})\\}");

  private final @Nullable String schema;
  private final Map<String, String> declared = new HashMap<>();

  /// @param schema the schema to which the scripts belong
  /// @param placeholders the declared placeholders
  FlywayPlaceholders(@Nullable String schema, Map<String, String> placeholders) {
    this.schema = schema;
    placeholders.forEach((name, value) -> declared.put(name.toLowerCase(Locale.ROOT), value));
  }

  /// A text in which the placeholders with a value are replaced.
  ///
  /// @param taken receives each value that is inserted
  String applyTo(String text, ScriptName name, Consumer<String> taken) {
    if (name.style() != ScriptStyle.FLYWAY || !text.contains(OPEN)) {
      return text;
    }
    return ANY.matcher(text)
        .replaceAll(
            found -> {
              String value = value(found.group(1), name);
              if (value != null) {
                taken.accept(value);
              }
              return Matcher.quoteReplacement(value == null ? found.group() : value);
            });
  }

  private @Nullable String value(String key, ScriptName name) {
    String small = key.toLowerCase(Locale.ROOT);
    String own = declared.get(PREFIX + small);
    if (own != null) {
      return own;
    }
    return switch (small) {
      case "defaultschema" -> schema;
      case "filename" -> name.fileName();
      default -> null;
    };
  }

  /// An objection for each placeholder that is left in a text; lines that are comments are ignored.
  ///
  /// @param name the name of the script
  static List<ScriptWarning> objections(String text, ScriptName name) {
    var objections = new ArrayList<ScriptWarning>();
    if (name.style() != ScriptStyle.FLYWAY || !text.contains(OPEN) || !ANY.matcher(text).find()) {
      return objections;
    }
    var seen = new HashSet<String>();
    int line = 0;
    for (String each : text.split("\n", -1)) {
      line++;
      Matcher found = ANY.matcher(each);
      while (!each.stripLeading().startsWith("--") && found.find()) {
        if (seen.add(found.group())) {
          objections.add(
              new ScriptWarning(
                  ScriptWarning.Kind.OBJECTION,
                  line,
                  "Flyway replaces %s with a value that Lockstep does not know: declare it with %s, or write the value"
                      .formatted(
                          found.group(),
                          Setting.PLACEHOLDER.with(PREFIX + found.group(1) + "=VALUE"))));
        }
      }
    }
    return objections;
  }
}
