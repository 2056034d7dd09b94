package dev.lockstep.engine.source;

import dev.lockstep.engine.script.NameList;
import dev.lockstep.engine.script.Script;
import java.util.ArrayList;
import java.util.List;

/// Warnings about a set: unused parts, and lines whose meaning may differ from what is intended.
public final class SetWarnings {
  private SetWarnings() {}

  /// The warnings, as sentences.
  ///
  /// @param pending the scripts that are to run; applied scripts cause no warnings
  public static List<String> of(ScriptSet set, List<Script> pending) {
    var warnings = new ArrayList<>(set.leftovers().warnings());
    pending.forEach(script -> warnings.addAll(script.warnings()));
    return warnings;
  }

  /// The warning about applied scripts that are newer than the set, if there are any.
  ///
  /// @param newer their names
  public static List<String> ofNewer(List<String> newer) {
    return newer.isEmpty()
        ? List.of()
        : List.of(
            "newer scripts that are missing from the set stay applied: " + NameList.of(newer));
  }
}
