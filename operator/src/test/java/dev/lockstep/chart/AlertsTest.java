package dev.lockstep.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.lockstep.testing.Checkout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The alerts, as Prometheus itself evaluates them.
final class AlertsTest {
  private static final Path RULES = Chart.FOLDER.resolve("files/alerts.yaml");
  private static final Path CASES = Path.of("src/test/resources/alerts");
  private static final Path METRICS = Checkout.root().resolve("operator/docs/metrics.md");

  @Test
  void prometheusTakesTheRules() {
    assertThat(Promtool.run("check", "rules", "--lint-fatal", RULES.toString()))
        .contains("SUCCESS: " + alerts().count() + " rules found");
  }

  @ParameterizedTest
  @MethodSource("names")
  void eachAlertFiresWhereItShouldAndNowhereElse(String alert) throws IOException {
    Path cases = CASES.resolve(alert + ".yaml");
    List<JsonNode> expected = new ArrayList<>();
    for (JsonNode test : yaml(cases).path("tests")) {
      test.path("alert_rule_test")
          .forEach(
              check -> {
                assertThat(check.path("alertname").asText()).isEqualTo(alert);
                expected.add(check.path("exp_alerts"));
              });
    }
    assertThat(expected).as("a case that fires").anyMatch(fired -> !fired.isEmpty());
    assertThat(expected).as("a case that does not fire").anyMatch(JsonNode::isEmpty);

    assertThat(Promtool.run("test", "rules", cases.toString())).contains("SUCCESS");
  }

  @Test
  void noFileOfCasesIsLeftOver() throws IOException {
    try (var files = Files.list(CASES)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(names().map(name -> name + ".yaml").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void eachAlertSaysWhatItIsHowBadAndWhereToRead(JsonNode alert) throws IOException {
    String name = alert.path("alert").asText();
    assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
    assertThat(alert.at("/annotations/summary").asText()).as(name).endsWith(".");
    assertThat(alert.at("/annotations/description").asText()).as(name).hasSizeGreaterThan(80);

    String[] runbook = alert.at("/annotations/runbook").asText().split("#", -1);
    assertThat(headings(Checkout.root().resolve(runbook[0]))).as(name).contains(runbook[1]);
  }

  /// The anchors of a document.
  private static List<String> headings(Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .filter(line -> line.startsWith("#"))
        .map(line -> line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'))
        .toList();
  }

  @Test
  void everyMetricOfTheRulesIsExplained() throws IOException {
    String documented = Files.readString(METRICS);

    assertThat(metrics(Files.readString(RULES)))
        .isNotEmpty()
        .allSatisfy(metric -> assertThat(documented).contains("| `" + metric + "` |"));
  }

  private static List<String> metrics(String text) {
    return Pattern.compile("\\blockstep_[a-z_]+")
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .distinct()
        .toList();
  }

  @Test
  void theSchemaOfTheValuesKnowsAllAlerts() {
    JsonNode known =
        ValuesSchema.schema()
            .at("/properties/monitoring/properties/prometheusRule/properties/disabledAlerts")
            .at("/items/enum");

    JsonNode timed =
        ValuesSchema.schema()
            .at("/properties/monitoring/properties/prometheusRule/properties/for")
            .at("/propertyNames/enum");

    assertThat(List.of(known, timed))
        .allSatisfy(
            each ->
                assertThat(each)
                    .extracting(JsonNode::asText)
                    .containsExactlyInAnyOrderElementsOf(names().toList()));
  }

  @Test
  void theDocumentsHaveATableOfAllAlerts() throws IOException {
    assertThat(
            Files.readAllLines(METRICS).stream()
                .filter(line -> line.matches("\\| `[A-Z].*"))
                .map(line -> line.substring(3, line.indexOf('`', 3))))
        .containsExactlyInAnyOrderElementsOf(names().toList());
  }

  @Test
  void theChartsRuleIsWhatPrometheusReads(@TempDir Path folder) throws IOException {
    String rendered =
        Chart.render(
            "lockstep",
            "lockstep-system",
            Path.of("src/test/resources/chart/monitoring/values.yaml"));
    Path file = rules(rendered, folder);

    assertThat(Promtool.run("check", "rules", "--lint-fatal", file.toString()))
        .contains("SUCCESS: " + (alerts().count() - 1) + " rules found");
    assertThat(yaml(file).at("/groups/0/rules"))
        .allSatisfy(
            alert -> {
              assertThat(alert.at("/labels/team").asText()).isEqualTo("platform");
              assertThat(alert.at("/alert").asText()).isNotEqualTo("SchemaMigrationDrifted");
            });
  }

  // D14
  @ParameterizedTest
  @ValueSource(
      strings = {"https://git.example.com/lockstep/blob/main", "https://git.example.com/x/"})
  void alertsLeadToARunbookWaitAndCountAsTheValuesSay(String base, @TempDir Path folder)
      throws IOException {
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"),
            """
            monitoring:
              onlyWhereServed: false
              prometheusRule:
                enabled: true
                runbookBaseUrl: %s
                for: {SchemaMigrationNotInStep: 1h, SchemaMigrationStalled: 90s}
                thresholds: {failedRuns: 5, missedVerifications: 7}
            """
                .formatted(base));

    Path file = rules(Chart.render("lockstep", "lockstep-system", values), folder);

    assertThat(Promtool.run("check", "rules", "--lint-fatal", file.toString())).contains("SUCCESS");
    for (JsonNode original : alerts().toList()) {
      String name = original.path("alert").asText();
      JsonNode alert = alert(file, name);
      assertThat(alert.at("/annotations/runbook_url").asText())
          .isEqualTo(
              base.replaceFirst("/$", "") + "/" + original.at("/annotations/runbook").asText());
      assertThat(alert.path("annotations").has("runbook")).isFalse();
      assertThat(alert.path("for"))
          .isEqualTo(
              switch (name) {
                case "SchemaMigrationNotInStep" -> new TextNode("1h");
                case "SchemaMigrationStalled" -> new TextNode("90s");
                default -> original.path("for");
              });
      assertThat(alert.path("expr").asText())
          .isEqualTo(
              switch (name) {
                case "SchemaMigrationRunsFail" ->
                    original.path("expr").asText().replace(") > 2", ") > 5");
                case "SchemaMigrationNotVerified" ->
                    original.path("expr").asText().replace("> 3 *", "> 7 *");
                default -> original.path("expr").asText();
              });
    }
    assertThat(alert(file, "SchemaMigrationRunsFail").path("expr").asText()).endsWith("> 5");
    assertThat(alert(file, "SchemaMigrationNotVerified").path("expr").asText()).contains("> 7 *");
  }

  private static JsonNode alert(Path file, String name) {
    return StreamSupport.stream(yaml(file).at("/groups/0/rules").spliterator(), false)
        .filter(alert -> alert.path("alert").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Path rules(String rendered, Path folder) throws IOException {
    var rule =
        Chart.objects(rendered).stream()
            .filter(object -> object.getKind().equals("PrometheusRule"))
            .map(GenericKubernetesResource.class::cast)
            .findFirst()
            .orElseThrow();
    return Files.writeString(
        folder.resolve("rules.yaml"),
        Serialization.asYaml(rule.getAdditionalProperties().get("spec")));
  }

  @Test
  void withoutTheirApiThereIsNoObjectOfThePrometheusOperator(@TempDir Path folder)
      throws IOException {
    Path values =
        Files.writeString(
            folder.resolve("values.yaml"),
            "monitoring: {serviceMonitor: {enabled: true}, prometheusRule: {enabled: true}}\n");

    assertThat(Chart.objects(Chart.render("lockstep", "lockstep-system", values)))
        .isNotEmpty()
        .noneMatch(object -> object.getApiVersion().startsWith("monitoring."));
  }

  static Stream<JsonNode> alerts() {
    return StreamSupport.stream(yaml(RULES).path("groups").spliterator(), false)
        .flatMap(group -> StreamSupport.stream(group.path("rules").spliterator(), false));
  }

  static Stream<String> names() {
    return alerts().map(alert -> alert.path("alert").asText());
  }

  private static JsonNode yaml(Path file) {
    try {
      return Serialization.unmarshal(Files.readString(file), JsonNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
