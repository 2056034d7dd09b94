package dev.lockstep.engine;

import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares scripts with the history and says what is to be done: pure, without a database and
/// without a clock.
///
/// Only rows of status success count; a script that failed or was rolled back is pending.
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
    Map<String, HistoryRow> applied = new HashMap<>();
    history.stream().filter(HistoryRow::isApplied).forEach(row -> applied.put(row.name(), row));
    var recorded = recordedVersion(history).orElse(null);
    Plan.Conflict conflict = conflict(set, applied);
    if (conflict == null) {
      conflict = conflict(set, target, recorded);
    }
    return conflict != null ? conflict : pending(set, applied, target, outOfOrder, recorded);
  }

  private Plan.@Nullable Conflict conflict(ScriptSet set, Map<String, HistoryRow> applied) {
    Set<String> unknown = new HashSet<>(applied.keySet());
    var changes = new ArrayList<Plan.Change>();
    for (Script script : set.scripts()) {
      unknown.remove(script.fileName());
      HistoryRow row = applied.get(script.fileName());
      if (row != null && row.checksum() != null && !row.checksum().equals(script.checksum())) {
        changes.add(
            new Plan.Change(
                script.fileName(), row.checksum(), script.checksum(), extent(row, script)));
      }
    }
    if (!unknown.isEmpty()) {
      return new Plan.UnknownApplied(unknown.stream().sorted().toList());
    }
    return changes.isEmpty() ? null : new Plan.ChecksumMismatch(changes);
  }

  private Plan.Extent extent(HistoryRow row, Script script) {
    return fingerprint.of(script.source()).equals(row.normalizedChecksum())
        ? Plan.Extent.BLANKS
        : Plan.Extent.STATEMENTS;
  }

  private static Plan.@Nullable Conflict conflict(
      ScriptSet set, Target target, @Nullable SchemaVersion recorded) {
    return switch (target) {
      case Target.Latest _ -> null;
      case Target.Exactly(SchemaVersion version) -> {
        if (recorded != null && version.compareTo(recorded) < 0) {
          yield new Plan.TargetBelowRecorded(version, recorded);
        }
        boolean known =
            set.scripts().stream()
                .anyMatch(script -> script.version().filter(version::equals).isPresent());
        yield known ? null : new Plan.TargetUnknown(version, set.newest());
      }
    };
  }

  private static Plan pending(
      ScriptSet set,
      Map<String, HistoryRow> applied,
      Target target,
      OutOfOrder outOfOrder,
      @Nullable SchemaVersion recorded) {
    List<Script> pending =
        set.upTo(target).stream()
            .filter(script -> !applied.containsKey(script.fileName()))
            .toList();
    if (recorded != null && outOfOrder == OutOfOrder.REJECT) {
      List<String> late =
          pending.stream()
              .filter(script -> isUpTo(recorded, script))
              .map(Script::fileName)
              .toList();
      if (!late.isEmpty()) {
        return new Plan.OutOfOrderPending(late, recorded);
      }
    }
    Optional<SchemaVersion> desired = set.desired(target).or(() -> Optional.ofNullable(recorded));
    return new Plan.Ready(pending, Optional.ofNullable(recorded), desired);
  }

  private static boolean isUpTo(SchemaVersion last, Script script) {
    return script.version().filter(version -> version.compareTo(last) <= 0).isPresent();
  }

  private static Optional<SchemaVersion> versionOf(HistoryRow row) {
    return row.version() != null
        ? Optional.of(row.version())
        : ScriptName.parse(row.name()).flatMap(name -> Optional.ofNullable(name.version()));
  }
}
