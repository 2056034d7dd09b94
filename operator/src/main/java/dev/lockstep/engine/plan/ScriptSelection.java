package dev.lockstep.engine.plan;

import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Selects the scripts of a set for a database, based on its history.
///
/// A baseline script is selected for a database without a recorded version: the newest one up to
/// the target, which replaces all scripts up to its version. Repeatable scripts are selected for
/// every target.
///
/// @param scripts the scripts that the database has at the target, in order
/// @param pending those of the scripts that are not applied
/// @param recorded the recorded version
public record ScriptSelection(
    List<Script> scripts, List<Script> pending, Optional<SchemaVersion> recorded) {

  public ScriptSelection {
    scripts = List.copyOf(scripts);
    pending = List.copyOf(pending);
  }

  /// Selects the scripts of a set.
  public static ScriptSelection of(ScriptSet set, List<HistoryRow> history, Target target) {
    Map<String, HistoryRow> applied = applied(history);
    Optional<SchemaVersion> recorded = HistoryRow.newestApplied(history);
    Optional<Script> base = recorded.isPresent() ? Optional.empty() : base(set, target);
    SchemaVersion floor = base.flatMap(Script::version).or(() -> appliedBase(history)).orElse(null);
    List<Script> scripts =
        upTo(set, target).stream()
            .filter(
                script ->
                    applied.containsKey(script.fileName())
                        || switch (script.kind()) {
                          case VERSIONED -> !isUpTo(floor, script);
                          case REPEATABLE -> true;
                          case BASELINE -> base.filter(script::equals).isPresent();
                          case CALLBACK -> false;
                        })
            .toList();
    List<Script> pending =
        scripts.stream()
            .filter(script -> isPending(script, applied.get(script.fileName())))
            .toList();
    return new ScriptSelection(scripts, pending, recorded);
  }

  /// The recorded version at the target.
  public Optional<SchemaVersion> desired() {
    return ScriptSet.newest(scripts).or(() -> recorded);
  }

  public static Map<String, HistoryRow> applied(List<HistoryRow> history) {
    Map<String, HistoryRow> applied = new HashMap<>();
    history.stream().filter(HistoryRow::isApplied).forEach(row -> applied.put(row.name(), row));
    return applied;
  }

  public static boolean isUpTo(@Nullable SchemaVersion last, Script script) {
    return last != null
        && script.version().filter(version -> version.compareTo(last) <= 0).isPresent();
  }

  /// A repeatable script can safely run again, so it does if its checksum is not recorded.
  private static boolean isPending(Script script, @Nullable HistoryRow row) {
    return row == null
        || (script.kind() == ScriptKind.REPEATABLE && !script.checksum().equals(row.checksum()));
  }

  private static List<Script> upTo(ScriptSet set, Target target) {
    return target.last().map(set::upTo).orElse(set.scripts());
  }

  private static Optional<Script> base(ScriptSet set, Target target) {
    return upTo(set, target).stream()
        .filter(script -> script.kind() == ScriptKind.BASELINE)
        .reduce((_, newer) -> newer);
  }

  private static Optional<SchemaVersion> appliedBase(List<HistoryRow> history) {
    return history.stream()
        .filter(HistoryRow::isApplied)
        .filter(row -> row.kind() == ScriptKind.BASELINE)
        .map(HistoryRow::scriptVersion)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }
}
