package dev.lockstep.engine.postgres.lint;

import dev.lockstep.engine.lint.LintReport;
import dev.lockstep.engine.lint.LintSettings;
import dev.lockstep.engine.lint.Linter;
import dev.lockstep.engine.lint.Rules;
import dev.lockstep.engine.postgres.lint.rule.RuleGroups;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import java.util.function.Predicate;

/// Lint for PostgreSQL.
public final class PostgresLinter implements Linter {
  /// The oldest major version that the rules know.
  public static final int OLDEST = 14;

  /// The newest major version that the rules know.
  public static final int NEWEST = 18;

  @Override
  public Rules rules() {
    return RuleGroups.rules();
  }

  @Override
  public int oldestVersion() {
    return OLDEST;
  }

  @Override
  public int newestVersion() {
    return NEWEST;
  }

  @Override
  public LintReport each(ScriptSet set, LintSettings settings) {
    return Lint.each(set, settings);
  }

  @Override
  public LintReport run(ScriptSet set, Predicate<Script> pending, LintSettings settings) {
    return Lint.run(set, pending, settings);
  }
}
