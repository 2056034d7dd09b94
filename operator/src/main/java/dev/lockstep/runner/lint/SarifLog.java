package dev.lockstep.runner.lint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.engine.lint.Finding;
import dev.lockstep.engine.lint.Rule;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Findings in the Static Analysis Results Interchange Format, version 2.1.0, which code hosts show
/// next to the lines of a change.
///
/// @param schema the URL of the format's JSON schema
record SarifLog(@JsonProperty("$schema") String schema, String version, List<Run> runs) {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  /// One run of the program.
  record Run(
      Tool tool,
      String columnKind,
      List<Result> results,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Long> properties) {}

  /// The program.
  record Tool(Driver driver) {}

  /// The program and its rules.
  record Driver(String name, List<Descriptor> rules) {}

  /// A text.
  record Message(String text) {}

  /// A rule.
  record Descriptor(
      String id, Message shortDescription, Message help, Map<String, String> defaultConfiguration) {
    static Descriptor of(Rule rule) {
      return new Descriptor(
          rule.id(),
          new Message(rule.summary()),
          new Message(rule.safe()),
          Map.of("level", rule.severity().label()));
    }
  }

  /// A finding.
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Result(
      String ruleId, int ruleIndex, String level, Message message, List<Location> locations) {
    static Result of(Finding finding, List<Rule> rules, Map<String, Artifact> artifacts) {
      return new Result(
          finding.rule().id(),
          rules.indexOf(finding.rule()),
          finding.severity().label(),
          new Message(text(finding)),
          List.of(Location.of(finding, artifacts)));
    }

    private static String text(Finding finding) {
      String safe = finding.safe();
      return safe == null ? finding.sentence() : finding.sentence() + "\nInstead:\n" + safe;
    }
  }

  /// A location.
  record Location(PhysicalLocation physicalLocation) {
    static Location of(Finding finding, Map<String, Artifact> artifacts) {
      return new Location(
          new PhysicalLocation(
              Objects.requireNonNull(artifacts.get(finding.script())),
              new Region(
                  finding.start().line(),
                  finding.start().column(),
                  finding.end().line(),
                  finding.end().column())));
    }
  }

  /// A location in a file.
  record PhysicalLocation(Artifact artifactLocation, Region region) {}

  /// A file.
  record Artifact(String uri) {
    static Artifact of(String script, List<Path> folders) {
      Path folder =
          folders.stream()
              .filter(candidate -> Files.exists(candidate.resolve(script)))
              .findFirst()
              .orElse(folders.getFirst());
      String path = folder.resolve(script).normalize().toString().replace('\\', '/');
      try {
        return new Artifact(new URI(null, null, path, null).toString());
      } catch (URISyntaxException _) {
        return new Artifact(path);
      }
    }
  }

  /// A part of a file; the end is exclusive.
  record Region(int startLine, int startColumn, int endLine, int endColumn) {}

  /// Converts the result of a check.
  ///
  /// @param folders the folders of the scripts, for the paths of the files
  static SarifLog of(LintAnswer answer, List<Path> folders) {
    List<Rule> rules = answer.rules().all();
    Map<String, Artifact> artifacts = new HashMap<>();
    answer
        .report()
        .findings()
        .forEach(
            finding ->
                artifacts.computeIfAbsent(finding.script(), name -> Artifact.of(name, folders)));
    long omitted = answer.report().omitted();
    return new SarifLog(
        SCHEMA,
        "2.1.0",
        List.of(
            new Run(
                new Tool(new Driver("lockstep lint", rules.stream().map(Descriptor::of).toList())),
                "unicodeCodePoints",
                answer.report().findings().stream()
                    .map(finding -> Result.of(finding, rules, artifacts))
                    .toList(),
                omitted == 0 ? Map.of() : Map.of("omitted", omitted))));
  }
}
