package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.ScriptName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares scripts with the history and says what is to be done: pure, without a database and
/// without a clock.
///
/// Only rows of status success count; a script that failed or was rolled back is pending. What of a
/// set is meant for a database, [Scope] says.
public final class Planner {
  private final Fingerprint fingerprint;

  /// A planner that tells edits of comments from edits of statements by `fingerprint`.
  public Planner(Fingerprint fingerprint) {
    this.fingerprint = fingerprint;
  }

  /// The newest version that the history records as applied.
  public static Optional<SchemaVersion> recordedVersion(List<HistoryRow> history) {
    return history.stream()
        .filter(HistoryRow::isApplied)
        .map(Planner::versionOf)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /// Makes the plan.
  public Plan plan(ScriptSet set, List<HistoryRow> history, Target target, OutOfOrder outOfOrder) {
    Scope scope = Scope.of(set, history, target);
    List<Plan.Conflict> conflicts = conflicts(set, history, target, outOfOrder, scope);
    return conflicts.isEmpty()
        ? new Plan.Ready(scope.pending(), scope.recorded(), scope.desired())
        : conflicts.getFirst();
  }

  /// All that stands in the way of a plan, the gravest first; of each kind one at most.
  public List<Plan.Conflict> conflicts(
      ScriptSet set, List<HistoryRow> history, Target target, OutOfOrder outOfOrder) {
    return conflicts(set, history, target, outOfOrder, Scope.of(set, history, target));
  }

  private List<Plan.Conflict> conflicts(
      ScriptSet set, List<HistoryRow> history, Target target, OutOfOrder outOfOrder, Scope scope) {
    var conflicts = new ArrayList<Plan.Conflict>();
    Map<String, HistoryRow> applied = Scope.applied(history);
    List<String> unknown = unknown(set, applied, scope.recorded());
    Plan.TargetBelowRecorded below = below(history, target, scope);
    if (!unknown.isEmpty()) {
      conflicts.add(new Plan.UnknownApplied(unknown, below));
    }
    List<Plan.Change> changes = changes(set, applied);
    if (!changes.isEmpty()) {
      conflicts.add(new Plan.ChecksumMismatch(changes));
    }
    Plan.Conflict missed = below == null ? unknown(set, target, scope) : below;
    if (missed != null) {
      conflicts.add(missed);
    }
    Plan.Conflict late = outOfOrder == OutOfOrder.REJECT ? late(scope) : null;
    if (late != null) {
      conflicts.add(late);
    }
    return List.copyOf(conflicts);
  }

  private List<Plan.Change> changes(ScriptSet set, Map<String, HistoryRow> applied) {
    var changes = new ArrayList<Plan.Change>();
    for (Script script : set.scripts()) {
      HistoryRow row = applied.get(script.fileName());
      if (row != null
          && script.kind() != ScriptKind.REPEATABLE
          && row.checksum() != null
          && !row.checksum().equals(script.checksum())) {
        changes.add(
            new Plan.Change(
                script.fileName(), row.checksum(), script.checksum(), extent(row, script)));
      }
    }
    return changes;
  }

  /// A repeatable script may leave its set: what it made stays until a versioned script drops it.
  /// Versioned scripts may leave it when a baseline script contains them and the database has all
  /// that the baseline script contains.
  private static List<String> unknown(
      ScriptSet set, Map<String, HistoryRow> applied, Optional<SchemaVersion> recorded) {
    Set<String> unknown = new TreeSet<>(applied.keySet());
    set.scripts().forEach(script -> unknown.remove(script.fileName()));
    Optional<SchemaVersion> contained =
        ScriptSet.newest(
            set.scripts().stream()
                .filter(script -> script.kind() == ScriptKind.BASELINE)
                .filter(script -> Scope.isUpTo(recorded.orElse(null), script))
                .toList());
    applied
        .values()
        .forEach(
            row -> {
              boolean isContained =
                  contained.isPresent()
                      && versionOf(row)
                          .filter(version -> version.compareTo(contained.get()) <= 0)
                          .isPresent();
              if (row.kind() == ScriptKind.REPEATABLE || isContained || isDeclared(row)) {
                unknown.remove(row.name());
              }
            });
    return List.copyOf(unknown);
  }

  /// A baseline that a person or another tool has declared has no script.
  private static boolean isDeclared(HistoryRow row) {
    return row.kind() == ScriptKind.BASELINE && row.checksum() == null;
  }

  private Plan.Extent extent(HistoryRow row, Script script) {
    return fingerprint.of(script.source()).equals(row.normalizedChecksum())
        ? Plan.Extent.BLANKS
        : Plan.Extent.STATEMENTS;
  }

  private static Plan.@Nullable TargetBelowRecorded below(
      List<HistoryRow> history, Target target, Scope scope) {
    SchemaVersion version = target.last().orElse(null);
    SchemaVersion recorded = scope.recorded().orElse(null);
    return version != null && recorded != null && version.compareTo(recorded) < 0
        ? new Plan.TargetBelowRecorded(version, recorded, RollbackPlan.above(history, version))
        : null;
  }

  private static Plan.@Nullable Conflict unknown(ScriptSet set, Target target, Scope scope) {
    SchemaVersion version = target.last().orElse(null);
    if (version == null) {
      return null;
    }
    boolean known = scope.desired().filter(version::equals).isPresent();
    return known ? null : new Plan.TargetUnknown(version, set.newest());
  }

  private static Plan.@Nullable Conflict late(Scope scope) {
    SchemaVersion recorded = scope.recorded().orElse(null);
    List<String> late =
        scope.pending().stream()
            .filter(script -> Scope.isUpTo(recorded, script))
            .map(Script::fileName)
            .toList();
    return recorded == null || late.isEmpty() ? null : new Plan.OutOfOrderPending(late, recorded);
  }

  static Optional<SchemaVersion> versionOf(HistoryRow row) {
    return row.version() != null
        ? Optional.of(row.version())
        : ScriptName.parse(row.name()).flatMap(name -> Optional.ofNullable(name.version()));
  }
}
