package dev.lockstep.corpora;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/// The other linter: what it finds in a set, and what of that ours is to find, too.
final class Squawk {
  /// Its rules that warn of what ours warn of.
  private static final Map<String, Set<String>> OURS =
      Map.ofEntries(
          Map.entry("require-concurrent-index-creation", Set.of("index-not-concurrent")),
          Map.entry("require-concurrent-index-deletion", Set.of("drop-index-not-concurrent")),
          Map.entry("ban-drop-column", Set.of("drop-column")),
          Map.entry(
              "constraint-missing-not-valid",
              Set.of(
                  "check-validates",
                  "foreign-key-validates",
                  "validate-with-add",
                  "unique-builds-index",
                  "primary-key-builds-index",
                  "set-not-null-scans")),
          Map.entry("adding-foreign-key-constraint", Set.of("foreign-key-validates")),
          Map.entry("ban-drop-constraint", Set.of("drop-unique")),
          Map.entry("adding-required-field", Set.of("column-required")),
          Map.entry("changing-column-type", Set.of("type-change-rewrites")),
          Map.entry("renaming-column", Set.of("rename-column")),
          Map.entry("renaming-table", Set.of("rename-table")),
          Map.entry("renaming-object", Set.of("rename-object", "rename-table")),
          Map.entry("ban-drop-table", Set.of("drop-table")),
          Map.entry("adding-not-nullable-field", Set.of("set-not-null-scans")),
          Map.entry(
              "disallowed-unique-constraint",
              Set.of("unique-builds-index", "primary-key-builds-index")),
          Map.entry("ban-drop-function", Set.of("drop-object")),
          Map.entry("ban-drop-view", Set.of("drop-object", "drop-table")),
          Map.entry("ban-drop-sequence", Set.of("drop-object")),
          Map.entry("ban-drop-type", Set.of("drop-object")),
          Map.entry("ban-drop-schema", Set.of("drop-object")),
          Map.entry("ban-drop-default", Set.of("drop-default")),
          Map.entry(
              "adding-serial-primary-key-field",
              Set.of("primary-key-builds-index", "add-column-serial")),
          Map.entry(
              "adding-field-with-default",
              Set.of("add-column-volatile-default", "add-column-function-default")),
          Map.entry("identifier-too-long", Set.of("identifier-too-long")));

  /// Its rules that ours leave out, and why.
  static final Map<String, String> LEFT_OUT =
      Map.ofEntries(
          Map.entry(
              "prefer-robust-stmts",
              "IF NOT EXISTS hides what is there; a failed script is rolled back, or resumed"),
          Map.entry("require-lock-timeout", "Lockstep sets lock_timeout on every statement"),
          Map.entry("require-statement-timeout", "Lockstep's --statement-timeout"),
          Map.entry("ban-char-field", "style: char-type, when enabled"),
          Map.entry("prefer-text-field", "style: varchar-limit, when enabled"),
          Map.entry("prefer-timestamp-tz", "style: timestamp-without-zone, when enabled"),
          Map.entry("prefer-bigint-over-int", "style: integer-primary-key, when enabled"),
          Map.entry("prefer-bigint-over-smallint", "style: integer-primary-key, when enabled"),
          Map.entry("prefer-identity", "style: serial-type, when enabled"),
          Map.entry("ban-drop-not-null", "style: drop-not-null, when enabled"),
          Map.entry(
              "transaction-nesting", "Lockstep runs a script's own transactions as psql does"),
          Map.entry("syntax-error", "all of these scripts are valid; the server says what is not"));

  private static final Pattern DOWN = Pattern.compile("(?mi)^--\\s*(\\+goose down|migrate:down)");

  private Squawk() {}

  /// A finding of it.
  ///
  /// @param line from 1
  record Remark(String script, String rule, int line, int endLine) {
    Set<String> ours() {
      return OURS.getOrDefault(rule, Set.of());
    }
  }

  /// All that it finds in the scripts of a folder.
  static List<Remark> remarks(Path program, Path folder) throws IOException {
    var command =
        new ArrayList<>(List.of(program.toString(), "--reporter", "json", "--pg-version", "15"));
    try (var files = Files.list(folder)) {
      files
          .filter(file -> file.toString().endsWith(".sql"))
          .sorted()
          .forEach(file -> command.add(file.toString()));
    }
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    JsonNode found = new ObjectMapper().readTree(process.getInputStream());
    return StreamSupport.stream(found.spliterator(), false).map(Squawk::remark).toList();
  }

  private static Remark remark(JsonNode node) {
    return new Remark(
        Path.of(node.path("file").asText()).getFileName().toString(),
        node.path("rule_name").asText(),
        node.path("line").asInt() + 1,
        node.path("line_end").asInt() + 1);
  }

  /// Whether it is about what undoes a script.
  static boolean isUndo(Remark remark, String text) {
    var down = DOWN.matcher(text);
    boolean below = down.find() && text.substring(0, down.start()).lines().count() < remark.line();
    return remark.script().endsWith(".down.sql") || below;
  }

  /// The tables that a text makes, in lower case.
  static Set<String> tables(String text) {
    var names = new TreeSet<String>();
    var create =
        Pattern.compile(
            "(?i)\\bCREATE\\s+(?:(?:TEMP|TEMPORARY|UNLOGGED)\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?((?:\"?\\w+\"?\\.)?\"?\\w+\"?)");
    create.matcher(text).results().forEach(match -> names.add(bare(match.group(1))));
    return names;
  }

  /// The table that a statement is about.
  static String table(String statement) {
    var about =
        Pattern.compile(
            "(?is)^\\s*(?:ALTER\\s+TABLE|CREATE\\s.*?\\bON|DROP\\s+(?:TABLE|VIEW|FUNCTION|PROCEDURE|SEQUENCE))\\s+(?:IF\\s+EXISTS\\s+)?(?:ONLY\\s+)?((?:\"?\\w+\"?\\.)?\"?\\w+\"?)");
    var match = about.matcher(statement);
    return match.find() ? bare(match.group(1)) : "";
  }

  private static String bare(String name) {
    String last = name.substring(name.lastIndexOf('.') + 1);
    return last.replace("\"", "").toLowerCase(Locale.ROOT);
  }
}
