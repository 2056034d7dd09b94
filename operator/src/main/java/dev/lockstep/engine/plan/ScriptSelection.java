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

/// What of a set is meant for a database, by what its history says already.
///
/// A baseline script is meant for a database that records no version: the newest one up to the
/// target, and no script of its version or an older one. Repeatable scripts are meant for every
/// target.
///
/// @param scripts what the database has at the target, in order
/// @param pending those of them that are to be applied
/// @param recorded the version that the database records
public record ScriptSelection(
    List<Script> scripts, List<Script> pending, Optional<SchemaVersion> recorded) {

  public ScriptSelection {
    scripts = List.copyOf(scripts);
    pending = List.copyOf(pending);
  }

  /// Looks at a set from a database.
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

  /// The version that the database records at the target.
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
