package dev.lockstep.engine.repair;

import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.CommandLine;
import dev.lockstep.schema.Setting;
import org.jspecify.annotations.Nullable;

/// A user's correction of what the history records for a script. It runs no SQL.
public sealed interface Repair {
  /// The maximum length of a name or reason.
  int LONGEST_WORDS = 500;

  /// The script's file name.
  String name();

  /// The command line that resumes a script, as hints show it.
  ///
  /// @param statement the number of the statement to begin with, or `N`
  static CommandLine resuming(String script, Object statement) {
    return Command.REPAIR.with(Setting.SCRIPT, script).with(Setting.RESUME_FROM, statement);
  }

  /// The user who requests the repair, and the reason.
  ///
  /// @param reason null only if none was requested
  record AuditNote(String by, @Nullable String reason) {}

  /// Accepts the current text of the script as the one that was applied.
  record AcceptChecksum(Script script) implements Repair {
    @Override
    public String name() {
      return script.fileName();
    }
  }

  /// Records that the database already has the effects of the script.
  ///
  /// @param set the set to which the script belongs
  record MarkApplied(Script script, ScriptSet set, OutOfOrder outOfOrder) implements Repair {
    @Override
    public String name() {
      return script.fileName();
    }
  }

  /// Deletes the record of a failed script.
  ///
  /// @param set the current scripts, if they are given; the script need not be one of them
  record ForgetFailed(String name, @Nullable ScriptSet set) implements Repair {
    /// Whether the script is known to be missing from the set.
    public boolean isOfNoSet() {
      return set != null
          && set.scripts().stream().noneMatch(script -> script.fileName().equals(name));
    }
  }
}
