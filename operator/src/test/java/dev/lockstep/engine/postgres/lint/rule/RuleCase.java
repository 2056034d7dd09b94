package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.postgres.lint.PostgresLinter;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A case of a rule from `src/test/resources/lint/rules`: each file has, for one rule, the script
/// before, and scripts in which the rule finds something or does not.
///
/// @param before the script before
/// @param finds whether the rule finds something
/// @param options `version=18`; `undo`, if the script before has an undo script; `before=` and
///   `file=` with the names of the two scripts, if they are not Flyway's
/// @param sql the script
record RuleCase(
    String rule, int number, String before, boolean finds, List<String> options, String sql) {
  static final Path FOLDER = Checkout.root().resolve("operator/src/test/resources/lint/rules");

  static List<RuleCase> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().flatMap(file -> of(file).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<RuleCase> of(Path file) {
    try {
      String rule = file.getFileName().toString().replace(".sql", "");
      String[] parts = Files.readString(file).split("(?m)^-- @", -1);
      String before = parts[1].substring("before\n".length()).strip();
      var cases = new ArrayList<RuleCase>();
      for (int i = 2; i < parts.length; i++) {
        String[] lines = parts[i].split("\n", 2);
        List<String> words = List.of(lines[0].split(" ", -1));
        boolean finds = words.getFirst().equals("finds");
        cases.add(
            new RuleCase(
                rule, i - 1, before, finds, words.subList(1, words.size()), lines[1].strip()));
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The major version of the case.
  int version() {
    return Integer.parseInt(option("version", "" + PostgresLinter.OLDEST));
  }

  /// The name of the script before.
  String beforeName() {
    return option("before", "V1__before.sql");
  }

  /// The name of the script.
  String fileName() {
    return option("file", "V2__case.sql");
  }

  private String option(String name, String absent) {
    return options.stream()
        .filter(option -> option.startsWith(name + "="))
        .map(option -> option.substring(name.length() + 1))
        .findFirst()
        .orElse(absent);
  }

  boolean hasUndo() {
    return options.contains("undo");
  }

  @Override
  public String toString() {
    return "%s %d %s: %s"
        .formatted(rule, number, finds ? "finds" : "is silent", sql.replace("\n", " "));
  }
}
