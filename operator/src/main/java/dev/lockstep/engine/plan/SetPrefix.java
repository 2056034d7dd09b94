package dev.lockstep.engine.plan;

import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.SchemaVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks whether a set is a prefix of the history: all of it is applied unchanged, and the applied
/// scripts that it lacks are newer than every script of it.
///
/// @param newer the names of the applied scripts that the set lacks
/// @param objection the reason for which the set is not such a prefix, as a part of a sentence;
///   null if it is
record SetPrefix(List<String> newer, @Nullable String objection) {

  static SetPrefix of(ScriptSet set, List<HistoryRow> history, List<String> unknown) {
    return new SetPrefix(unknown, objection(set, history, unknown));
  }

  private static @Nullable String objection(
      ScriptSet set, List<HistoryRow> history, List<String> unknown) {
    SchemaVersion newest = set.newest().orElse(null);
    if (newest == null) {
      return "the set has no versioned script";
    }
    Map<String, HistoryRow> applied = ScriptSelection.applied(history);
    Optional<String> older =
        unknown.stream()
            .filter(name -> !isAbove(newest, applied.get(name)))
            .findFirst()
            .map(name -> "%s is not newer than version %s of the set".formatted(name, newest));
    return older
        .or(
            () ->
                ScriptSelection.of(set, history, new Target.Latest()).pending().stream()
                    .findFirst()
                    .map(script -> pending(script, applied)))
        .orElse(null);
  }

  private static boolean isAbove(SchemaVersion newest, @Nullable HistoryRow row) {
    return row != null
        && row.scriptVersion().filter(version -> version.compareTo(newest) > 0).isPresent();
  }

  private static String pending(Script script, Map<String, HistoryRow> applied) {
    return applied.containsKey(script.fileName())
        ? "%s has changed since it was applied".formatted(script.fileName())
        : "%s of the set is not applied".formatted(script.fileName());
  }

  /// Whether there are newer applied scripts, and no other difference between set and history.
  boolean isAccepted() {
    return objection == null && !newer.isEmpty();
  }
}
