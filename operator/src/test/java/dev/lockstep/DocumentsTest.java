package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.api.v1alpha1.status.ConditionReason;
import dev.lockstep.runner.RunnerCommands;
import dev.lockstep.schema.ExitCode;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Holds the documents against the code.
final class DocumentsTest {
  private static final Path DOCS = Checkout.root().resolve("operator/docs");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @Test
  void everyReasonIsExplainedOnceAndNoOther() throws IOException {
    assertThat(firstColumn("reasons.md").filter(cell -> cell.startsWith("`")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ConditionReason.values()).map(one -> "`" + one.label() + "`").toList());
  }

  @Test
  void everyExitCodeIsExplainedWithTheFailuresThatEndInIt() throws IOException {
    var documented = new TreeMap<Integer, List<String>>();
    for (List<String> row : rows("runner.md")) {
      if (row.getFirst().matches("[0-9]+")) {
        String kinds = row.get(2);
        documented.put(
            Integer.valueOf(row.getFirst()),
            kinds.isEmpty() ? List.of() : List.of(kinds.split(", ", -1)));
      }
    }

    var expected = new TreeMap<Integer, List<String>>();
    for (ExitCode exit : ExitCode.values()) {
      expected.put(
          exit.code(),
          Stream.of(FailureKind.values())
              .filter(kind -> kind.exitCode() == exit)
              .map(DocumentsTest::name)
              .toList());
    }
    assertThat(documented).isEqualTo(expected);
  }

  /// `SCRIPT_FAILED` is `ScriptFailed` in reports.
  private static String name(FailureKind kind) {
    return Pattern.compile("_?([A-Z])([A-Z]*)")
        .matcher(kind.name())
        .replaceAll(word -> word.group(1) + word.group(2).toLowerCase(Locale.ROOT));
  }

  @Test
  void everyCommandIsExplained() throws IOException {
    var commands = new ArrayList<>(RunnerCommands.all(Map.of(), Clock.systemUTC()).keySet());
    commands.add("operator");

    assertThat(firstColumn("runner.md").filter(cell -> cell.matches("`[a-z-]+`")))
        .containsAll(commands.stream().map(command -> "`" + command + "`").toList());
  }

  @Test
  void everyOptionThatIsExplainedExists() throws IOException {
    List<String> options =
        RunnerCommands.all(Map.of(), Clock.systemUTC()).values().stream()
            .map(command -> new CommandLine(command.get()).getCommandSpec())
            .flatMap(spec -> spec.options().stream())
            .map(option -> option.longestName())
            .toList();

    assertThat(matches(Pattern.compile("`(--[a-z-]+)"), DOCS.resolve("runner.md")))
        .isNotEmpty()
        .isSubsetOf(options);
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    var broken = new ArrayList<String>();
    for (Path document : documents()) {
      for (String target : matches(LINK, document)) {
        if (!Files.exists(document.resolveSibling(target))) {
          broken.add(Checkout.root().relativize(document) + ": " + target);
        }
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void everyTargetOfMakeThatIsNamedExists() throws IOException {
    List<String> targets =
        matches(Pattern.compile("(?m)^([a-z0-9-]+):"), Checkout.root().resolve("Makefile"));
    for (Path document : documents()) {
      assertThat(matches(Pattern.compile("(?m)(?:^ +|`)make ([a-z0-9-]+)"), document))
          .as(document.toString())
          .isSubsetOf(targets);
    }
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(Checkout.root());
        Stream<Path> docs = Files.walk(DOCS);
        Stream<Path> chart = Files.walk(Checkout.root().resolve("helm"));
        Stream<Path> example = Files.walk(Checkout.root().resolve("migrations-example"))) {
      return Stream.of(top, docs, chart, example)
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .toList();
    }
  }

  private static List<String> matches(Pattern pattern, Path file) throws IOException {
    return pattern
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  private static Stream<String> firstColumn(String document) throws IOException {
    return rows(document).stream().map(List::getFirst);
  }

  /// The cells of all tables; a `\|` is no border.
  private static List<List<String>> rows(String document) throws IOException {
    return Files.readAllLines(DOCS.resolve(document)).stream()
        .filter(line -> line.startsWith("|"))
        .map(line -> line.substring(1, line.length() - 1))
        .map(line -> Stream.of(line.split("(?<!\\\\)\\|", -1)).map(String::strip).toList())
        .toList();
  }
}
