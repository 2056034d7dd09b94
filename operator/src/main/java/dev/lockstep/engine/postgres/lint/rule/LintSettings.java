package dev.lockstep.engine.postgres.lint.rule;

import dev.lockstep.engine.lint.Rule;
import java.util.Set;

/// What is looked for.
///
/// @param version the server's major version
/// @param schema the schema that unqualified names mean
/// @param enabled rules that are looked for besides those that always are
/// @param disabled rules that are not looked for
/// @param small up to how many bytes a table counts as small
public record LintSettings(
    int version, String schema, Set<String> enabled, Set<String> disabled, long small) {
  /// The oldest major version that is known, and assumed where none is given: what is safe there is
  /// safe on newer ones.
  public static final int OLDEST = 14;

  /// The newest major version that is known.
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
