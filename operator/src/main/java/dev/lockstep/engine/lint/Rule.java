package dev.lockstep.engine.lint;

import org.jspecify.annotations.Nullable;

/// A rule.
///
/// @param id what it is called, in reports and where it is allowed
/// @param hazard what it warns of
/// @param severity how much that matters on a table of unknown size
/// @param lock the lock that others wait for, where there is one
/// @param summary one sentence
/// @param safe what to write instead, as an example
/// @param since the first major version that it holds for; 0 where it holds for all
/// @param use whether it is looked for without being asked for
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

  /// Whether a rule is looked for.
  public enum Use {
    /// Unless it is disabled.
    ALWAYS,
    /// When it is enabled.
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

  /// The rule from a major version on.
  public Rule from(int version) {
    return new Rule(id, hazard, severity, lock, summary, safe, version, use);
  }

  /// What others cannot do while the lock is held; absent when there is none.
  public @Nullable String blocks() {
    return lock == null ? null : lock.blocks();
  }
}
