package dev.lockstep.engine.lint;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The result of a check of a set.
///
/// @param findings the findings, sorted by script and line, up to [#MOST]
/// @param counts the number of findings of each severity, including those left out
/// @param scripts the number of scripts that were checked
/// @param accepted the number of findings that a comment accepts
/// @param refusals the reasons for rejecting scripts, as sentences; these are not checked
public record LintReport(
    List<Finding> findings,
    Map<Severity, Long> counts,
    int scripts,
    int accepted,
    List<String> refusals) {
  /// The number of findings that are kept: a script of a megabyte can have a million of them.
  public static final int MOST = 10_000;

  public LintReport {
    findings = List.copyOf(findings);
    counts = Map.copyOf(counts);
    refusals = List.copyOf(refusals);
  }

  /// Collects findings, and counts those beyond the limit.
  public static final class Collector {
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Severity, Long> counts = new EnumMap<>(Severity.class);

    public void take(Finding finding) {
      counts.merge(finding.severity(), 1L, Long::sum);
      if (findings.size() < MOST) {
        findings.add(finding);
      }
    }

    /// The number of findings kept so far.
    public int kept() {
      return findings.size();
    }

    /// The findings that were kept after the first `kept`.
    public List<Finding> since(int kept) {
      return findings.subList(kept, findings.size());
    }

    public LintReport report(int scripts, int accepted, List<String> refusals) {
      return new LintReport(findings, counts, scripts, accepted, refusals);
    }
  }

  /// The highest severity of a finding.
  public Optional<Severity> worst() {
    return counts.keySet().stream().max(Severity::compareTo);
  }

  /// The number of findings of a severity.
  public long count(Severity severity) {
    return counts.getOrDefault(severity, 0L);
  }

  /// The number of findings that are left out.
  public long omitted() {
    return counts.values().stream().mapToLong(Long::longValue).sum() - findings.size();
  }
}
