package dev.lockstep.runner.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lockstep.runner.connection.Dialects;
import dev.lockstep.runner.output.Console;
import dev.lockstep.testing.Checkout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class LintCommandTest {
  private static final Path GOLDEN =
      Checkout.root().resolve("operator/src/test/resources/lint/command");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource({"text, out.txt", "json, out.json", "sarif, out.sarif"})
  void tellsWhatItFindsInEveryForm(String form, String file) throws IOException {
    int exit = run(GOLDEN.resolve("scripts"), "--output", form);

    assertThat(exit).isEqualTo(3);
    String told = text(out);
    if (!form.equals("text")) {
      var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      told = mapper.writeValueAsString(mapper.readTree(told)) + "\n";
    }
    told = told.replace(GOLDEN.toString().replace("\\", "/"), "FOLDER");
    if (Boolean.getBoolean("lockstep.regenerate")) {
      Files.writeString(GOLDEN.resolve(file), told);
    }
    assertThat(GOLDEN.resolve(file)).hasContent(told);
  }

  /// W8: the number of listed findings is limited; the counts and the exit code cover all.
  @Test
  void countsFindingsBeyondTenThousandAndDoesNotListThem(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("V1__many.sql"), "DROP TABLE a;\n".repeat(10_050) + "VACUUM FULL a;\n");

    assertThat(run(folder)).isEqualTo(3);
    assertThat(text(out)).contains("and 51 more findings\n1 script: 1 error, 10050 warnings");
    out.reset();
    run(folder, "--output", "json");
    JsonNode answer = new ObjectMapper().readTree(text(out));
    assertThat(answer.path("findings")).hasSize(10_000);
    assertThat(answer.path("omitted").asInt()).isEqualTo(51);
    out.reset();
    run(folder, "--output", "sarif");
    JsonNode log = new ObjectMapper().readTree(text(out));
    assertThat(log.at("/runs/0/results")).hasSize(10_000);
    assertThat(log.at("/runs/0/properties/omitted").asInt()).isEqualTo(51);
  }

  @Test
  void sarifHasWhatTheFormatDemands() throws IOException {
    run(GOLDEN.resolve("scripts"), "--output", "sarif", "--enable", "varchar-limit");

    JsonNode log = new ObjectMapper().readTree(text(out));
    assertThat(log.path("version").asText()).isEqualTo("2.1.0");
    JsonNode run = log.path("runs").path(0);
    JsonNode rules = run.at("/tool/driver/rules");
    assertThat(run.at("/tool/driver/name").asText()).isEqualTo("lockstep lint");
    assertThat(run.path("columnKind").asText()).isIn("utf16CodeUnits", "unicodeCodePoints");
    assertThat(run.path("results")).isNotEmpty();
    for (JsonNode result : run.path("results")) {
      assertThat(rules.path(result.path("ruleIndex").asInt()).path("id").asText())
          .isEqualTo(result.path("ruleId").asText());
      assertThat(result.path("level").asText()).isIn("none", "note", "warning", "error");
      assertThat(result.at("/message/text").asText()).isNotBlank();
      JsonNode place = result.at("/locations/0/physicalLocation");
      assertThat(place.at("/artifactLocation/uri").asText()).doesNotContain(" ");
      assertThat(place.at("/region/startLine").asInt()).isPositive();
      assertThat(place.at("/region/startColumn").asInt()).isPositive();
    }
  }

  @Test
  void placesAreCountedInCharacters() throws IOException {
    run(GOLDEN.resolve("scripts"), "--output", "json");

    Stream<JsonNode> findings =
        new ObjectMapper().readTree(text(out)).path("findings").valueStream();

    assertThat(
            findings
                .filter(found -> found.path("rule").asText().equals("set-not-null-scans"))
                .map(found -> "%s:%s".formatted(found.path("line"), found.path("column"))))
        .containsExactly("2:47");
  }

  @ParameterizedTest
  @CsvSource({"error, 3", "warning, 3", "note, 3"})
  void failsOnWhatItIsToldTo(String severity, int exit, @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("V1__a.sql"), "CREATE TABLE a (b int);");
    assertThat(run(folder, "--fail-on", severity)).isZero();
    Files.writeString(folder.resolve("V2__b.sql"), statement(severity));

    assertThat(run(folder, "--fail-on", severity)).isEqualTo(exit);
    assertThat(run(folder, "--fail-on", severity, "--since", "2")).isZero();
  }

  private static String statement(String severity) {
    return switch (severity) {
      case "error" -> "ALTER TABLE a RENAME b TO c";
      case "warning" -> "ALTER TABLE a DROP COLUMN b";
      default -> "SET search_path = other";
    };
  }

  @Test
  void aRunSinceAVersionKnowsWhatItMakesItself(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("V1__a.sql"), "CREATE TABLE a (b int);");
    Files.writeString(folder.resolve("V2__c.sql"), "CREATE TABLE c (d int);");
    Files.writeString(folder.resolve("V3__i.sql"), "CREATE INDEX ON a (b); CREATE INDEX ON c (d)");

    run(folder, "--since", "1");

    assertThat(text(out)).contains("blocks writes to a").doesNotContain("of c can be written");
    assertThat(text(out)).contains("2 scripts: 1 error");
  }

  @Test
  void listsTheRules() throws IOException {
    assertThat(run(null, "--rules")).isZero();
    assertThat(text(out)).startsWith("index-not-concurrent (error)\n");
    out.reset();
    run(null, "--rules", "--output", "json");

    assertThat(new ObjectMapper().readTree(text(out)))
        .anySatisfy(rule -> assertThat(rule.path("rule").asText()).isEqualTo("drop-column"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--server-version 13 | 2 | --server-version: 13 is not supported",
        "--server-version x | 2 | --server-version",
        "--since seven | 2 | --since: 'seven' is not a version",
        "--since 1 --url jdbc:postgresql://h/d | 2 | --since cannot be combined with a database",
        "--enable nothing | 2 | --enable: no rule is called 'nothing'",
        "--disable nothing | 2 | --disable: no rule is called 'nothing'",
        "--small 5 | 2 | --small: '5' is not a size",
        "--fail-on fatal | 2 | --fail-on",
        "--output xml | 2 | --output",
        "--style flyway --target x | 2 | --target",
      })
  void wrongUseIsASentence(String arguments, int exit, String words) throws IOException {
    assertThat(run(GOLDEN.resolve("scripts"), arguments.split(" ", -1))).isEqualTo(exit);

    assertThat(text(err)).contains(words).doesNotContain("\tat ");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void aSetThatARunRefusesIsRefused(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("V1__a.sql"), "SELECT 'open");
    assertThat(run(folder)).isEqualTo(10);
    Files.writeString(folder.resolve("notes.txt"), "");
    assertThat(run(folder)).isEqualTo(10);

    assertThat(text(err)).contains("V1__a.sql").contains("notes.txt");
  }

  @Test
  void withoutScriptsItSaysSo() throws IOException {
    assertThat(run(null)).isEqualTo(2);

    assertThat(text(err)).contains("--scripts");
  }

  private int run(@Nullable Path scripts, String... more) throws IOException {
    var arguments = new ArrayList<String>();
    if (scripts != null) {
      arguments.addAll(List.of("--scripts", scripts.toString()));
    }
    arguments.addAll(List.of(more));
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            () -> false);
    var line = new CommandLine(new LintCommand(Dialects.ofProgram(), Map.of(), console).spec());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    return line.execute(arguments.toArray(String[]::new));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
