package dev.lockstep.engine.lint;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was found in a set.
///
/// @param findings in the order of the scripts and of their lines, up to [#MOST]
/// @param counts how many there are of each severity, those that are left out among them
/// @param scripts how many scripts were looked at
/// @param accepted how many findings are allowed by a comment
/// @param refusals why scripts would be refused, as sentences; those are not looked at
public record LintReport(
    List<Finding> findings,
    Map<Severity, Long> counts,
    int scripts,
    int accepted,
    List<String> refusals) {
  /// How many findings are kept: a script of a megabyte can have a million of them.
  public static final int MOST = 10_000;

  public LintReport {
    findings = List.copyOf(findings);
    counts = Map.copyOf(counts);
    refusals = List.copyOf(refusals);
  }

  /// Takes findings in, and counts those that there is no room for.
  public static final class Collector {
    private final List<Finding> findings = new ArrayList<>();
    private final Map<Severity, Long> counts = new EnumMap<>(Severity.class);

    public void take(Finding finding) {
      counts.merge(finding.severity(), 1L, Long::sum);
      if (findings.size() < MOST) {
        findings.add(finding);
      }
    }

    /// How many were kept so far.
    public int kept() {
      return findings.size();
    }

    /// Those that were kept since there were so many.
    public List<Finding> since(int kept) {
      return findings.subList(kept, findings.size());
    }

    public LintReport report(int scripts, int accepted, List<String> refusals) {
      return new LintReport(findings, counts, scripts, accepted, refusals);
    }
  }

  /// The worst severity that was found.
  public Optional<Severity> worst() {
    return counts.keySet().stream().max(Severity::compareTo);
  }

  /// How many findings have a severity.
  public long count(Severity severity) {
    return counts.getOrDefault(severity, 0L);
  }

  /// How many findings are left out.
  public long omitted() {
    return counts.values().stream().mapToLong(Long::longValue).sum() - findings.size();
  }
}
