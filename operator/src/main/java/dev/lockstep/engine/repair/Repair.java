package dev.lockstep.engine.repair;

import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import org.jspecify.annotations.Nullable;

/// A user's correction of what the history records for a script. It runs no SQL.
public sealed interface Repair {
  /// The longest name or reason that is kept.
  int LONGEST_WORDS = 500;

  /// The script's file name.
  String name();

  /// Who says so, and why.
  ///
  /// @param reason absent only where nobody was asked
  record AuditNote(String by, @Nullable String reason) {}

  /// The text that the script has now is taken for the one that was applied.
  record AcceptChecksum(Script script) implements Repair {
    @Override
    public String name() {
      return script.fileName();
    }
  }

  /// The database has what the script does.
  ///
  /// @param set the scripts that it is one of
  record MarkApplied(Script script, ScriptSet set, OutOfOrder outOfOrder) implements Repair {
    @Override
    public String name() {
      return script.fileName();
    }
  }

  /// The script counts as never tried.
  ///
  /// @param set the scripts of now, where they are given; the script need not be one of them
  record ForgetFailed(String name, @Nullable ScriptSet set) implements Repair {
    /// Whether the script is known to be gone.
    public boolean isOfNoSet() {
      return set != null
          && set.scripts().stream().noneMatch(script -> script.fileName().equals(name));
    }
  }
}
