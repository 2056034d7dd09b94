package dev.lockstep.engine.lint;

import org.jspecify.annotations.Nullable;

/// A rule.
///
/// @param id the identifier, in reports and in comments that accept a finding
/// @param hazard the kind of risk
/// @param severity the severity for a table of unknown size
/// @param lock the lock for which other sessions wait, or null
/// @param summary one sentence
/// @param safe an example of the alternative
/// @param since the first major version to which the rule applies; 0 for all
/// @param use whether the rule is enabled by default
public record Rule(
    String id,
    Hazard hazard,
    Severity severity,
    @Nullable HeldLock lock,
    String summary,
    String safe,
    int since,
    Use use) {
  private static final int ALL = 0;

  /// When a rule is checked.
  public enum Use {
    /// Unless the rule is disabled.
    ALWAYS,
    /// Only if the rule is enabled.
    ON_DEMAND
  }

  public static Rule of(
      String id,
      Hazard hazard,
      Severity severity,
      @Nullable HeldLock lock,
      String summary,
      String safe) {
    return new Rule(id, hazard, severity, lock, summary, safe.strip(), ALL, Use.ALWAYS);
  }

  public static Rule style(String id, String summary, String safe) {
    return new Rule(
        id, Hazard.STYLE, Severity.NOTE, null, summary, safe.strip(), ALL, Use.ON_DEMAND);
  }

  /// The rule for this major version and newer ones.
  public Rule from(int version) {
    return new Rule(id, hazard, severity, lock, summary, safe, version, use);
  }

  /// The operations of other sessions that the lock blocks; null without a lock.
  public @Nullable String blocks() {
    return lock == null ? null : lock.blocks();
  }
}
