package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Rule;
import java.util.Set;

/// The settings of a check.
///
/// @param version the server's major version
/// @param schema the schema to which unqualified names resolve
/// @param enabled the optional rules that are enabled
/// @param disabled the rules that are disabled
/// @param small the size in bytes up to which a table counts as small
public record LintSettings(
    int version, String schema, Set<String> enabled, Set<String> disabled, long small) {
  /// The oldest supported major version, which is the default: a statement that is safe there is
  /// safe on newer versions.
  public static final int OLDEST = 14;

  /// The newest supported major version.
  public static final int NEWEST = 18;

  /// The default size up to which a table counts as small: 1 MiB.
  public static final long SMALL = 1L << 20;

  public LintSettings {
    enabled = Set.copyOf(enabled);
    disabled = Set.copyOf(disabled);
  }

  /// The default settings.
  public static LintSettings defaults() {
    return new LintSettings(OLDEST, "public", Set.of(), Set.of(), SMALL);
  }

  public boolean looksFor(Rule rule) {
    boolean on = rule.use() == Rule.Use.ALWAYS || enabled.contains(rule.id());
    return on && !disabled.contains(rule.id()) && version >= rule.since();
  }
}
