package dev.lockstep.engine.source;

import dev.lockstep.engine.script.MarkerException;
import dev.lockstep.engine.script.Script.Transactions;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Properties;

/// The configuration of a script in a file such as `V7__add_x.sql.conf`, as in Flyway. A setting
/// that is not supported is an error, because the script would behave differently than with Flyway.
///
/// @param transactions the transactions that the configuration requires
/// @param placeholders whether placeholders are replaced in the script
record ScriptConfig(Transactions transactions, Replacement placeholders) {
  static final String SUFFIX = ".conf";

  /// The configuration of a script without a configuration file.
  static final ScriptConfig NONE =
      new ScriptConfig(Transactions.AS_STATEMENTS_ALLOW, Replacement.DECLARED);

  /// How to handle `${name}`.
  enum Replacement {
    /// Declared names are replaced.
    DECLARED,
    /// No names are replaced.
    NOTHING
  }

  static ScriptConfig parse(String text) throws MarkerException {
    var config = NONE;
    for (var property : properties(text).entrySet()) {
      config = config.with(property.getKey().toString(), property.getValue().toString().strip());
    }
    return config;
  }

  private ScriptConfig with(String key, String value) throws MarkerException {
    return switch (key) {
      case "executeInTransaction" ->
          isTrue(key, value) ? this : new ScriptConfig(Transactions.NONE, placeholders);
      case "placeholderReplacement" ->
          isTrue(key, value) ? this : new ScriptConfig(transactions, Replacement.NOTHING);
      case "shouldExecute" -> {
        if (!value.equalsIgnoreCase("true")) {
          throw new MarkerException(
              0,
              "shouldExecute=%s is not supported: remove the script from the set, or this key from the file"
                  .formatted(value));
        }
        yield this;
      }
      case "encoding" -> {
        if (!value.equalsIgnoreCase("UTF-8") && !value.equalsIgnoreCase("UTF8")) {
          throw new MarkerException(
              0,
              "encoding=%s is not supported: save the script as UTF-8, and remove this key"
                  .formatted(value));
        }
        yield this;
      }
      default ->
          throw new MarkerException(
              0,
              "the key %s is not supported; supported are executeInTransaction and placeholderReplacement"
                  .formatted(key));
    };
  }

  private static boolean isTrue(String key, String value) throws MarkerException {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new MarkerException(
              0, "%s is '%s', but must be true or false".formatted(key, value));
    };
  }

  private static Properties properties(String text) {
    var properties = new Properties();
    try {
      // To Flyway, too, a backslash is an ordinary character.
      properties.load(new StringReader(text.replace("\\", "\\\\")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }
}
