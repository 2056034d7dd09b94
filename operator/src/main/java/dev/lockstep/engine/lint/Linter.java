package dev.lockstep.engine.lint;

import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import java.util.function.Predicate;

/// Lint for one kind of database, as far as the scripts show it without a connection.
public interface Linter {
  /// All rules.
  Rules rules();

  /// The oldest major version of a server that the rules know. It is assumed if none is given: what
  /// is safe there is safe on newer versions.
  int oldestVersion();

  /// The newest major version of a server that the rules know.
  int newestVersion();

  /// Checks each script as if all scripts before it were applied.
  LintReport each(ScriptSet set, LintSettings settings);

  /// Checks the pending scripts as one run, in which all others are applied.
  LintReport run(ScriptSet set, Predicate<Script> pending, LintSettings settings);
}
