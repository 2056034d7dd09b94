package dev.lockstep.engine.postgres.lint;

import java.util.List;
import java.util.Optional;

/// What was found in a set.
///
/// @param findings in the order of the scripts and of their lines
/// @param scripts how many scripts were looked at
/// @param accepted how many findings are allowed by a comment
/// @param refusals why scripts would be refused, as sentences; those are not looked at
public record LintReport(List<Finding> findings, int scripts, int accepted, List<String> refusals) {
  public LintReport {
    findings = List.copyOf(findings);
    refusals = List.copyOf(refusals);
  }

  /// The worst severity that was found.
  public Optional<Severity> worst() {
    return findings.stream().map(Finding::severity).max(Severity::compareTo);
  }

  /// How many findings have a severity.
  public long count(Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }
}
