package dev.lockstep.engine.source;

import dev.lockstep.schema.ScriptKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An attribute of a changeset of Liquibase's formatted SQL.
///
/// @param shown the attribute as written
/// @param key the name, in lower case
/// @param value the value without quotes and surrounding white space
record LiquibaseAttribute(String shown, String key, String value) {
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "(?<key>[A-Za-z][A-Za-z-]*)\\s*:"
              + "(?:(?<tight>\"[^\"]*\"|'[^']*'|[^\\s\"']+)"
              + "|\\s+(?<loose>\"[^\"]*\"|'[^']*'|(?![A-Za-z-]+:)[^\\s\"']+))?");

  /// Attributes that do not change what runs: how Liquibase splits a text, how it identifies a
  /// changeset, and how it rolls back.
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "splitstatements",
          "stripcomments",
          "rollbacksplitstatements",
          "rollbackenddelimiter",
          "logicalfilepath",
          "objectquotingstrategy",
          "changelogid",
          "created",
          "comment",
          "validchecksum",
          "tag",
          "tags",
          "author",
          "id",
          "runwithspoolfile");

  static List<LiquibaseAttribute> in(String rest) {
    var attributes = new ArrayList<LiquibaseAttribute>();
    Matcher found = ATTRIBUTE.matcher(rest);
    while (found.find()) {
      String value = found.group("tight") == null ? found.group("loose") : found.group("tight");
      value = value == null ? "" : value;
      boolean quoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"));
      attributes.add(
          new LiquibaseAttribute(
              found.group().strip(),
              found.group("key").toLowerCase(Locale.ROOT),
              (quoted ? value.substring(1, value.length() - 1) : value).strip()));
    }
    return attributes;
  }

  /// The objection to a script with this attribute: its effect and how to fix it; null if Lockstep
  /// behaves the same.
  @Nullable String objection(ScriptKind kind) {
    if (WITHOUT_EFFECT.contains(key)) {
      return null;
    }
    return isAboutRunning() ? objectionToRunning(kind) : objectionToText();
  }

  private boolean isAboutRunning() {
    return switch (key) {
      case "context",
          "contexts",
          "contextfilter",
          "labels",
          "label",
          "dbms",
          "ignore",
          "runonchange",
          "runalways" ->
          true;
      default -> false;
    };
  }

  /// The objection to an attribute that determines where and when the changeset runs.
  private @Nullable String objectionToRunning(ScriptKind kind) {
    return switch (key) {
      case "dbms" ->
          excludesPostgres()
              ? "so Liquibase does not run it on PostgreSQL, but Lockstep would: remove the changeset from the set"
              : null;
      case "ignore" ->
          isFalse()
              ? null
              : "so Liquibase does not run it, but Lockstep would: remove the changeset from the set";
      case "runonchange" ->
          isFalse() || kind == ScriptKind.REPEATABLE
              ? null
              : "but Lockstep only reruns scripts that are named like R__view.sql: put the changeset into such a file, or remove the attribute";
      case "runalways" ->
          isFalse() || kind == ScriptKind.CALLBACK
              ? null
              : "but Lockstep only runs files that are named like afterMigrate__x.sql with every run: put the changeset into such a file, or remove the attribute";
      default ->
          value.isEmpty()
              ? null
              : "which decides whether Liquibase runs the changeset, whereas Lockstep would always run it: remove the attribute if that is intended, or remove the changeset from the set";
    };
  }

  /// The objection to an attribute that determines how the text is parsed and run.
  private @Nullable String objectionToText() {
    return switch (key) {
      case "failonerror" ->
          isTrue()
              ? null
              : "but Lockstep stops at every error: catch the error in SQL (a DO block), and remove the attribute";
      case "runintransaction" -> isTrue() || isFalse() ? null : neither();
      case "enddelimiter" ->
          value.isEmpty() || value.equals(";")
              ? null
              : "but Lockstep separates statements as psql does: end them with semicolons, and remove the attribute";
      case "runwith" ->
          value.equalsIgnoreCase("jdbc") || value.equalsIgnoreCase("psql")
              ? null
              : "a program other than psql: write SQL";
      case "runorder", "onvalidationfail", "precondition", "preconditions", "onfail", "onerror" ->
          "which Lockstep does not support: remove the attribute";
      default -> "which Lockstep does not know: remove it if it has no effect";
    };
  }

  private static String neither() {
    return "which must be true or false";
  }

  /// Whether Liquibase skips the changeset on PostgreSQL.
  boolean excludesPostgres() {
    return (key.equals("dbms") && !isForPostgres()) || (key.equals("ignore") && isTrue());
  }

  /// Whether the attribute is a condition that can differ between PostgreSQL databases.
  boolean isCondition() {
    return !value.isEmpty()
        && switch (key) {
          case "context", "contexts", "contextfilter", "labels", "label" -> true;
          default -> false;
        };
  }

  boolean refusesTransaction() {
    return key.equals("runintransaction") && isFalse();
  }

  /// Evaluates the list as Liquibase does: exclusions come first, then the names, and a list of
  /// nothing but exclusions means all others.
  private boolean isForPostgres() {
    List<String> names =
        Stream.of(value.toLowerCase(Locale.ROOT).split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();
    if (names.isEmpty() || names.contains("all")) {
      return true;
    }
    if (names.contains("!postgresql") || names.contains("none")) {
      return false;
    }
    return names.contains("postgresql") || names.stream().allMatch(name -> name.startsWith("!"));
  }

  private boolean isTrue() {
    return value.equalsIgnoreCase("true");
  }

  private boolean isFalse() {
    return value.equalsIgnoreCase("false");
  }
}
