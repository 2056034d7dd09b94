package dev.lockstep.engine.plan;

import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.script.NameList;
import dev.lockstep.schema.Command;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import dev.lockstep.schema.Setting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The applied scripts that a rollback undoes, in order: a pure function, without a database.
///
/// They are undone in the reverse order of their application and not of their versions, see
/// `operator/docs/adr/0006-undo-in-the-order-of-application.md`. Repeatable scripts are not undone.
///
/// @param undone the rows of the scripts, in the order in which they are undone
/// @param recorded the recorded version before the rollback
/// @param left the recorded version after the rollback; empty for none
public record RollbackPlan(
    List<HistoryRow> undone, Optional<SchemaVersion> recorded, Optional<SchemaVersion> left) {
  /// Nothing is undone.
  public static final RollbackPlan NONE =
      new RollbackPlan(List.of(), Optional.empty(), Optional.empty());

  private static final Comparator<HistoryRow> BY_APPLICATION =
      Comparator.comparing(
              HistoryRow::appliedAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
          .thenComparing(row -> row.scriptVersion().orElseThrow())
          .thenComparing(HistoryRow::name);

  public RollbackPlan {
    undone = List.copyOf(undone);
  }

  /// Plans a requested rollback.
  ///
  /// @throws EngineException if the goal is not older than the recorded version or a script has no
  ///   stored undo
  public static RollbackPlan of(List<HistoryRow> history, RollbackGoal goal) {
    List<HistoryRow> applied = applied(history);
    if (applied.isEmpty()) {
      throw wrongUse("no versioned script is applied; nothing to roll back", null);
    }
    RollbackPlan plan =
        switch (goal) {
          case RollbackGoal.To(SchemaVersion version) -> {
            requireOlder(applied, version);
            yield above(history, version);
          }
          case RollbackGoal.ToNothing() -> plan(history, applied);
          case RollbackGoal.Steps(int count) -> plan(history, last(applied, count));
        };
    plan.requireUndo();
    return plan;
  }

  /// The rollback to a version, whether it is applied or not; empty if nothing is newer.
  public static RollbackPlan above(List<HistoryRow> history, SchemaVersion version) {
    return plan(
        history,
        applied(history).stream()
            .filter(row -> row.scriptVersion().orElseThrow().compareTo(version) > 0)
            .toList());
  }

  /// The rows of the history without those that are undone.
  public List<HistoryRow> rowsLeft(List<HistoryRow> history) {
    return history.stream().filter(row -> !undone.contains(row)).toList();
  }

  /// The scripts without a stored undo.
  public List<String> withoutUndo() {
    return undone.stream().filter(row -> !row.hasUndo()).map(HistoryRow::name).toList();
  }

  /// The names, in the order in which they are undone.
  public List<String> names() {
    return undone.stream().map(HistoryRow::name).toList();
  }

  /// Fails if one of the scripts cannot be undone.
  ///
  /// @throws EngineException with the list of those scripts
  public void requireUndo() {
    List<String> bases =
        undone.stream()
            .filter(row -> row.kind() == ScriptKind.BASELINE)
            .map(HistoryRow::name)
            .toList();
    if (!bases.isEmpty()) {
      throw missing(
          bases.getFirst(),
          "a baseline cannot be undone; nothing was rolled back: " + NameList.of(bases),
          "Roll back to the version of the baseline or a newer one");
    }
    List<String> without = withoutUndo();
    if (!without.isEmpty()) {
      throw missing(
          without.getFirst(),
          "no stored undo for %s; nothing was rolled back (planned: %s)"
              .formatted(NameList.of(without), NameList.of(names())),
          "Write a new script that reverses their changes");
    }
  }

  private static List<HistoryRow> applied(List<HistoryRow> history) {
    return history.stream()
        .filter(HistoryRow::isApplied)
        .filter(row -> row.kind() != ScriptKind.REPEATABLE && row.kind() != ScriptKind.CALLBACK)
        .filter(row -> row.scriptVersion().isPresent())
        .sorted(BY_APPLICATION)
        .toList();
  }

  private static void requireOlder(List<HistoryRow> applied, SchemaVersion version) {
    SchemaVersion recorded = HistoryRow.newestApplied(applied).orElseThrow();
    if (version.compareTo(recorded) >= 0) {
      throw wrongUse(
          "the target version %s is not older than the recorded version %s"
              .formatted(version, recorded),
          "To apply scripts, use " + Command.MIGRATE);
    }
    List<SchemaVersion> versions =
        applied.stream().flatMap(row -> row.scriptVersion().stream()).sorted().toList();
    if (!versions.contains(version)) {
      throw wrongUse(
          "no applied script has the target version " + version,
          "Applied versions are %s; to undo everything, use %s none"
              .formatted(
                  NameList.of(versions.stream().map(SchemaVersion::text).toList()),
                  Setting.TARGET.option()));
    }
  }

  private static List<HistoryRow> last(List<HistoryRow> applied, int count) {
    List<HistoryRow> scripts =
        applied.stream().filter(row -> row.kind() != ScriptKind.BASELINE).toList();
    if (count > scripts.size()) {
      throw wrongUse(
          "cannot undo %d scripts: only %d %s applied"
              .formatted(count, scripts.size(), scripts.size() == 1 ? "is" : "are"),
          "See " + Command.HISTORY);
    }
    return scripts.subList(scripts.size() - count, scripts.size());
  }

  private static RollbackPlan plan(List<HistoryRow> history, List<HistoryRow> inOrder) {
    var undone = new ArrayList<>(inOrder);
    Collections.reverse(undone);
    List<HistoryRow> left = history.stream().filter(row -> !undone.contains(row)).toList();
    return new RollbackPlan(
        undone, HistoryRow.newestApplied(history), HistoryRow.newestApplied(left));
  }

  private static EngineException missing(String script, String message, String hint) {
    FailureKind kind = FailureKind.UNDO_MISSING;
    return new EngineException(Failure.ofScript(kind, script, message, hint));
  }

  private static EngineException wrongUse(String message, @Nullable String hint) {
    return new EngineException(FailureKind.USAGE, message, hint);
  }
}
