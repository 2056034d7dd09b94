package dev.lockstep.runner.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lockstep.runner.check.Finding.Kind;
import dev.lockstep.runner.output.Page;
import dev.lockstep.runner.output.Terminal;
import dev.lockstep.runner.output.TextStyle;
import dev.lockstep.schema.RunReport;
import java.util.List;

/// The result of `check`: the report of a run, and the individual differences.
///
/// @param report the report, which the operator also reads
/// @param inStep whether there is nothing to do
/// @param changed applied scripts that were edited
/// @param unknown applied scripts that are missing from the set
/// @param outOfOrder pending scripts that are older than an applied one
/// @param gaps missing numbers, as sentences
/// @param findings all findings, the most severe first
@JsonInclude(JsonInclude.Include.NON_NULL)
record CheckAnswer(
    @JsonUnwrapped RunReport report,
    boolean inStep,
    List<String> changed,
    List<String> unknown,
    List<String> outOfOrder,
    List<String> gaps,
    List<Finding> findings) {
  CheckAnswer {
    findings = List.copyOf(findings);
  }

  static CheckAnswer of(RunReport report, List<Finding> findings) {
    return new CheckAnswer(
        report,
        report.exitCode() == 0,
        Finding.scripts(findings, Kind.CHANGED),
        Finding.scripts(findings, Kind.UNKNOWN),
        Finding.scripts(findings, Kind.OUT_OF_ORDER),
        findings.stream()
            .filter(finding -> finding.kind() == Kind.GAP)
            .map(Finding::message)
            .toList(),
        findings);
  }

  /// The result as text.
  Page text(String schema, Terminal terminal) {
    var page = new Page().line(terminal, inStep ? TextStyle.GOOD : TextStyle.BAD, summary(schema));
    return findings.isEmpty() ? page : page.gap().add(Finding.text(findings, terminal));
  }

  private String summary(String schema) {
    if (!report.databaseRead()) {
      return "Schema %s: not read".formatted(schema);
    }
    String version = report.version() == null ? "none" : report.version();
    return inStep
        ? "Schema %s is in step at version %s".formatted(schema, version)
        : "Schema %s is not in step: version %s, %s"
            .formatted(schema, version, Finding.counts(findings));
  }
}
