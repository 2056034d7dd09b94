package dev.lockstep.runner.lint;

import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.lint.Linter;
import dev.lockstep.engine.lint.Rules;
import dev.lockstep.engine.lint.Severity;
import dev.lockstep.runner.options.CommandModel;
import dev.lockstep.runner.options.UsageException;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The options of `lint`.
final class LintOptions {
  private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})(kB|MB|GB)");

  /// The formats of standard output.
  enum Form {
    /// Text.
    TEXT,
    /// A single JSON value.
    JSON,
    /// SARIF 2.1.0, for code hosts.
    SARIF
  }

  private Form form = Form.TEXT;
  private @Nullable Integer serverVersion;
  private @Nullable String since;
  private Severity failOn = Severity.ERROR;
  private List<String> enabled = List.of();
  private List<String> disabled = List.of();
  private String small = "1MB";
  private boolean rules;

  void addTo(CommandModel command) {
    command.option(
        "--output",
        "text|json|sarif",
        Form.class,
        "text",
        value -> form = value,
        "The format of the result on standard output (default: ${DEFAULT-VALUE}).");
    command.option(
        "--server-version",
        "14|...|18",
        Integer.class,
        value -> serverVersion = value,
        "The server's major version (default: that of the database; without a database 14, because what is safe there is safe on newer versions).");
    command.option(
        "--since",
        "VERSION",
        String.class,
        value -> since = value,
        "Treat scripts up to this version as applied and newer ones as one run. Without it, and without a database, each script is checked as if all earlier ones were applied.");
    command.option(
        "--small",
        "SIZE",
        String.class,
        "1MB",
        value -> small = value,
        "Treat tables up to this size as small, such as 500kB, 1MB, 2GB: rules about blocking ignore them. Sizes come from the database (default: ${DEFAULT-VALUE}).");
    addRulesTo(command);
  }

  /// Adds the options that select rules.
  private void addRulesTo(CommandModel command) {
    command.options(
        "--enable",
        "RULE",
        String.class,
        value -> enabled = value,
        "Enable a rule that is off by default; repeatable.");
    command.options(
        "--disable",
        "RULE",
        String.class,
        value -> disabled = value,
        "Disable a rule; repeatable.");
    command.option(
        "--fail-on",
        "error|warning|note",
        Severity.class,
        "error",
        value -> failOn = value,
        "The lowest severity that makes the exit code 3 (default: ${DEFAULT-VALUE}).");
    command.flag("--rules", () -> rules = true, "List the rules and exit.");
  }

  Form form() {
    return form;
  }

  Severity failOn() {
    return failOn;
  }

  boolean listsRules() {
    return rules;
  }

  Optional<SchemaVersion> since() {
    return Optional.ofNullable(since)
        .map(
            text -> {
              try {
                return SchemaVersion.parse(text);
              } catch (IllegalArgumentException e) {
                throw new UsageException("--since: " + e.getMessage());
              }
            });
  }

  /// The settings.
  ///
  /// @param found the major version of the database, if one was read
  LintSettings settings(Linter linter, String schema, Optional<Integer> found) {
    Integer given = serverVersion;
    if (given != null && (given < linter.oldestVersion() || given > linter.newestVersion())) {
      throw new UsageException(
          "--server-version: %d is not supported: give a version from %d to %d"
              .formatted(given, linter.oldestVersion(), linter.newestVersion()));
    }
    return new LintSettings(
        given != null ? given : found.orElse(linter.oldestVersion()),
        schema,
        ids("--enable", enabled, linter.rules()),
        ids("--disable", disabled, linter.rules()),
        bytes());
  }

  private static Set<String> ids(String option, List<String> ids, Rules rules) {
    for (String id : ids) {
      if (rules.byId(id).isEmpty()) {
        throw new UsageException(
            "%s: no rule is called '%s': see lockstep lint --rules".formatted(option, id));
      }
    }
    return Set.copyOf(ids);
  }

  private long bytes() {
    Matcher parts = SIZE.matcher(small);
    if (!parts.matches()) {
      throw new UsageException(
          "--small: '%s' is not a size: use one such as 500kB, 1MB or 2GB".formatted(small));
    }
    long number = Long.parseLong(parts.group(1));
    return number
        << switch (parts.group(2)) {
          case "kB" -> 10;
          case "MB" -> 20;
          default -> 30;
        };
  }
}
