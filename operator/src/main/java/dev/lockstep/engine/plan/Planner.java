package dev.lockstep.engine.plan;

import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.script.DollarSubstitution;
import dev.lockstep.engine.script.Fingerprint;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares scripts with the history and plans a run: a pure function, without a database and
/// without a clock.
///
/// Only rows with status success count; a script that failed or was rolled back is pending.
/// [ScriptSelection] selects the scripts of a set for a database.
public final class Planner {
  private final Fingerprint fingerprint;
  private final NewerApplied newerApplied;

  /// Creates a planner; `fingerprint` distinguishes edits of comments from edits of statements.
  public Planner(Fingerprint fingerprint) {
    this(fingerprint, NewerApplied.REJECT);
  }

  private Planner(Fingerprint fingerprint, NewerApplied newerApplied) {
    this.fingerprint = fingerprint;
    this.newerApplied = newerApplied;
  }

  /// A planner with this policy for applied scripts that are newer than the set.
  public Planner with(NewerApplied newer) {
    return new Planner(fingerprint, newer);
  }

  /// Plans a run.
  public Plan plan(ScriptSet set, List<HistoryRow> history, Target target, OutOfOrder outOfOrder) {
    ScriptSelection scope = ScriptSelection.of(set, history, target);
    List<Plan.Conflict> conflicts = conflicts(set, history, target, outOfOrder, scope);
    return conflicts.isEmpty()
        ? new Plan.Ready(scope.pending(), scope.recorded(), scope.desired())
        : conflicts.getFirst();
  }

  /// All conflicts of a plan, the most severe first, at most one of each kind.
  public List<Plan.Conflict> conflicts(
      ScriptSet set, List<HistoryRow> history, Target target, OutOfOrder outOfOrder) {
    return conflicts(set, history, target, outOfOrder, ScriptSelection.of(set, history, target));
  }

  private List<Plan.Conflict> conflicts(
      ScriptSet set,
      List<HistoryRow> history,
      Target target,
      OutOfOrder outOfOrder,
      ScriptSelection scope) {
    var conflicts = new ArrayList<Plan.Conflict>();
    Map<String, HistoryRow> applied = ScriptSelection.applied(history);
    List<String> unknown = unknown(set, applied, scope.recorded());
    SetPrefix beginning = SetPrefix.of(set, history, unknown);
    boolean accepted = newerApplied == NewerApplied.ACCEPT && beginning.isAccepted();
    Plan.TargetBelowRecorded below =
        accepted && isAtEnd(set, target) ? null : below(history, target, scope);
    if (!unknown.isEmpty() && !accepted) {
      String objection = newerApplied == NewerApplied.ACCEPT ? beginning.objection() : null;
      conflicts.add(new Plan.UnknownApplied(unknown, below, objection));
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

  /// The applied scripts that are newer than all of the set, if they are accepted.
  public List<String> newer(ScriptSet set, List<HistoryRow> history) {
    List<String> unknown =
        unknown(set, ScriptSelection.applied(history), HistoryRow.newestApplied(history));
    return newerApplied == NewerApplied.ACCEPT && SetPrefix.of(set, history, unknown).isAccepted()
        ? unknown
        : List.of();
  }

  /// Whether the target is the newest version of the set.
  private static boolean isAtEnd(ScriptSet set, Target target) {
    return target.last().equals(set.newest());
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

  /// The applied scripts that the set unexpectedly lacks. A repeatable script may be removed from
  /// the set: its objects stay until a versioned script drops them. Versioned scripts may be
  /// removed if a baseline script contains them and the recorded version is at least that of the
  /// baseline script.
  private static List<String> unknown(
      ScriptSet set, Map<String, HistoryRow> applied, Optional<SchemaVersion> recorded) {
    Set<String> unknown = new TreeSet<>(applied.keySet());
    set.scripts().forEach(script -> unknown.remove(script.fileName()));
    Optional<SchemaVersion> contained =
        ScriptSet.newest(
            set.scripts().stream()
                .filter(script -> script.kind() == ScriptKind.BASELINE)
                .filter(script -> ScriptSelection.isUpTo(recorded.orElse(null), script))
                .toList());
    applied
        .values()
        .forEach(
            row -> {
              boolean isContained =
                  contained.isPresent()
                      && row.scriptVersion()
                          .filter(version -> version.compareTo(contained.get()) <= 0)
                          .isPresent();
              if (row.kind() == ScriptKind.REPEATABLE || isContained || isDeclared(row)) {
                unknown.remove(row.name());
              }
            });
    return List.copyOf(unknown);
  }

  /// A baseline that the user or another tool has declared has no script.
  private static boolean isDeclared(HistoryRow row) {
    return row.kind() == ScriptKind.BASELINE && row.checksum() == null;
  }

  private Plan.Extent extent(HistoryRow row, Script script) {
    String applied = row.normalizedChecksum();
    if (fingerprint.of(script.source()).equals(applied)) {
      return Plan.Extent.WHITESPACE;
    }
    return applied != null && DollarSubstitution.explain(script.source(), fingerprint, applied)
        ? Plan.Extent.DOLLARS
        : Plan.Extent.STATEMENTS;
  }

  private static Plan.@Nullable TargetBelowRecorded below(
      List<HistoryRow> history, Target target, ScriptSelection scope) {
    SchemaVersion version = target.last().orElse(null);
    SchemaVersion recorded = scope.recorded().orElse(null);
    return version != null && recorded != null && version.compareTo(recorded) < 0
        ? new Plan.TargetBelowRecorded(version, recorded, RollbackPlan.above(history, version))
        : null;
  }

  private static Plan.@Nullable Conflict unknown(
      ScriptSet set, Target target, ScriptSelection scope) {
    SchemaVersion version = target.last().orElse(null);
    if (version == null) {
      return null;
    }
    boolean known = scope.desired().filter(version::equals).isPresent();
    return known ? null : new Plan.TargetUnknown(version, set.newest());
  }

  private static Plan.@Nullable Conflict late(ScriptSelection scope) {
    SchemaVersion recorded = scope.recorded().orElse(null);
    List<String> late =
        scope.pending().stream()
            .filter(script -> ScriptSelection.isUpTo(recorded, script))
            .map(Script::fileName)
            .toList();
    return recorded == null || late.isEmpty() ? null : new Plan.OutOfOrderPending(late, recorded);
  }
}
