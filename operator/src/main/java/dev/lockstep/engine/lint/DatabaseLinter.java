package dev.lockstep.engine.lint;

import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import java.util.List;

/// Lint with what a database reports about its tables.
public interface DatabaseLinter {
  /// The server's major version.
  int version();

  /// Checks the scripts that a run on this database would apply.
  ///
  /// @param pending the pending scripts of the set, in their order
  LintReport on(ScriptSet set, List<Script> pending, LintSettings settings);
}
