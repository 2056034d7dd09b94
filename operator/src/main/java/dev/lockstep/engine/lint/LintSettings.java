package dev.lockstep.engine.lint;

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
  /// The default size up to which a table counts as small: 1 MiB.
  public static final long SMALL = 1L << 20;

  public LintSettings {
    enabled = Set.copyOf(enabled);
    disabled = Set.copyOf(disabled);
  }

  public boolean looksFor(Rule rule) {
    boolean on = rule.use() == Rule.Use.ALWAYS || enabled.contains(rule.id());
    return on && !disabled.contains(rule.id()) && version >= rule.since();
  }
}
