package dev.lockstep.corpora;

import dev.lockstep.corpora.Squawk.Remark;
import dev.lockstep.engine.lint.Finding;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.postgres.lint.Lint;
import dev.lockstep.engine.postgres.lint.PostgresLinter;
import dev.lockstep.engine.postgres.sql.SqlLexer;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StandardStrings;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A program that puts what `lockstep lint` and squawk find in script sets side by side: `LintPeer
/// DIRECTORY SQUAWK [SAMPLE SEED]`. It says of each of squawk's findings whether ours has it, too,
/// or why not; what it has no reason for is listed. With `SAMPLE` it prints as many of our
/// findings, drawn by the seed, for a person to read.
final class LintPeer {
  private final Map<String, Map<Outcome, Integer>> peer = new TreeMap<>();
  private final Map<String, Integer> ours = new TreeMap<>();
  private final List<String> open = new ArrayList<>();
  private final List<String> known = new ArrayList<>();
  private final List<String> sample = new ArrayList<>();

  /// What becomes of a finding of squawk's.
  private enum Outcome {
    /// Ours has it.
    FOUND,
    /// It is about what undoes a script.
    UNDO,
    /// The same script makes the table.
    NEW_TABLE,
    /// The same script makes the object again.
    MADE_AGAIN,
    /// What nobody waits for and no pod names: indexes, foreign keys, checks.
    HARMLESS,
    /// The scripts before it show that nothing is to be done, or that nobody is hurt.
    SET_KNOWS,
    /// A rule that ours leaves out.
    LEFT_OUT,
    /// None of these.
    OPEN
  }

  public static void main(String[] words) throws IOException {
    if (words.length != 2 && words.length != 4) {
      System.err.println("usage: LintPeer DIRECTORY SQUAWK [SAMPLE SEED]");
      System.exit(2);
    }
    var comparison = new LintPeer();
    for (Corpus set : Corpus.in(Path.of(words[0]))) {
      comparison.compare(set, Path.of(words[1]));
    }
    comparison.print();
    if (words.length == 4) {
      comparison.printSample(Integer.parseInt(words[2]), Long.parseLong(words[3]));
    }
    System.exit(comparison.open.isEmpty() ? 0 : 1);
  }

  private void compare(Corpus set, Path squawk) throws IOException {
    var scripts = (ScriptSet) ScriptSet.read(List.of(set.scripts()), Map.of());
    List<Finding> findings =
        Lint.each(
                scripts,
                new LintSettings(
                    PostgresLinter.OLDEST, "public", Set.of(), Set.of(), LintSettings.SMALL))
            .findings();
    for (Finding finding : findings) {
      ours.merge(finding.rule().id(), 1, Integer::sum);
      sample.add(text(set, finding, scripts));
    }
    for (Remark remark : Squawk.remarks(squawk, set.scripts())) {
      String text = Files.readString(set.scripts().resolve(remark.script()));
      Outcome outcome = outcome(remark, text, findings);
      peer.computeIfAbsent(remark.rule(), _ -> new EnumMap<>(Outcome.class))
          .merge(outcome, 1, Integer::sum);
      String line =
          "%s %s/%s:%d %s"
              .formatted(
                  remark.rule(),
                  set.name(),
                  remark.script(),
                  remark.line(),
                  oneLine(lines(text, remark.line(), remark.endLine())));
      if (outcome == Outcome.OPEN) {
        open.add(line);
      } else if (outcome == Outcome.SET_KNOWS) {
        known.add(line);
      }
    }
  }

  private static Outcome outcome(Remark remark, String text, List<Finding> findings) {
    if (Squawk.LEFT_OUT.containsKey(remark.rule())) {
      return Outcome.LEFT_OUT;
    }
    boolean found =
        findings.stream()
            .filter(finding -> finding.script().equals(remark.script()))
            .filter(finding -> remark.ours().contains(finding.rule().id()))
            .anyMatch(
                finding ->
                    finding.start().line() <= remark.endLine()
                        && finding.end().line() >= remark.line());
    if (found) {
      return Outcome.FOUND;
    }
    if (Squawk.isUndo(remark, text)) {
      return Outcome.UNDO;
    }
    String statement = statement(text, remark);
    String table = Squawk.table(statement);
    if (Squawk.tables(text).contains(table)) {
      return Outcome.NEW_TABLE;
    }
    if (statement.stripLeading().toUpperCase(Locale.ROOT).startsWith("DROP")
        && isMade(text, table)) {
      return Outcome.MADE_AGAIN;
    }
    return switch (remark.rule()) {
      case "ban-drop-constraint", "renaming-object" -> Outcome.HARMLESS;
      case "require-concurrent-index-creation" ->
          statement.toUpperCase(Locale.ROOT).contains("IF NOT EXISTS")
              ? Outcome.SET_KNOWS
              : Outcome.OPEN;
      case "changing-column-type",
          "adding-not-nullable-field",
          "ban-drop-default",
          "adding-foreign-key-constraint",
          "constraint-missing-not-valid" ->
          Outcome.SET_KNOWS;
      default -> Outcome.OPEN;
    };
  }

  private static boolean isMade(String text, String name) {
    return Pattern.compile(
            "(?i)CREATE\\s+(OR\\s+REPLACE\\s+)?(VIEW|FUNCTION|PROCEDURE|SEQUENCE)\\s+(\"?\\w+\"?\\.)?\"?"
                + Pattern.quote(name)
                + "\"?\\b")
        .matcher(text)
        .find();
  }

  /// The statement that a line is in.
  private static String statement(String text, Remark remark) {
    String last = "";
    for (SqlStatement statement : SqlLexer.cut(text, StandardStrings.ON)) {
      if (statement.line() > remark.line()) {
        break;
      }
      last = statement.sql();
    }
    return last;
  }

  private void print() {
    System.out.printf("%-34s %6s", "squawk", "all");
    for (Outcome outcome : Outcome.values()) {
      System.out.printf(" %10s", outcome.name().toLowerCase(Locale.ROOT));
    }
    System.out.println();
    peer.forEach(
        (rule, outcomes) -> {
          int all = outcomes.values().stream().mapToInt(Integer::intValue).sum();
          System.out.printf("%-34s %6d", rule, all);
          for (Outcome outcome : Outcome.values()) {
            System.out.printf(" %10s", outcomes.getOrDefault(outcome, 0));
          }
          System.out.println();
        });
    System.out.printf("%n%-34s %6s%n", "lockstep lint", "all");
    ours.forEach((rule, count) -> System.out.printf("%-34s %6d%n", rule, count));
    System.out.printf(
        "%nsquawk %d, lockstep lint %d%n",
        peer.values().stream()
            .flatMap(map -> map.values().stream())
            .mapToInt(Integer::intValue)
            .sum(),
        sample.size());
    System.out.println("\nleft out:");
    new TreeMap<>(Squawk.LEFT_OUT)
        .forEach((rule, reason) -> System.out.printf("  %s: %s%n", rule, reason));
    print("the set knows better", known);
    print("open", open);
  }

  private static void print(String title, List<String> lines) {
    System.out.printf("%n%s: %d%n", title, lines.size());
    lines.forEach(line -> System.out.println("  " + line));
  }

  private void printSample(int size, long seed) {
    Collections.shuffle(sample, new Random(seed));
    System.out.printf("%nsample of %d with seed %d%n", size, seed);
    int number = 0;
    for (String finding : sample.subList(0, Math.min(size, sample.size()))) {
      System.out.printf("%n#%d %s%n", ++number, finding);
    }
  }

  private static String text(Corpus set, Finding finding, ScriptSet scripts) {
    Script script =
        scripts.scripts().stream()
            .filter(one -> one.fileName().equals(finding.script()))
            .findFirst()
            .orElseThrow();
    return "%s/%s:%d:%d %s %s: %s%n    %s"
        .formatted(
            set.name(),
            finding.script(),
            finding.start().line(),
            finding.start().column(),
            finding.severity().label(),
            finding.rule().id(),
            finding.sentence(),
            oneLine(lines(script.text(), finding.start().line() - 1, finding.end().line())));
  }

  private static String lines(String text, int from, int to) {
    List<String> lines = text.lines().toList();
    int start = Math.clamp(from - 1, 0, lines.size());
    return String.join(" ", lines.subList(start, Math.clamp(to, start, lines.size())));
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > 300 ? line.substring(0, 300) + "..." : line;
  }
}
