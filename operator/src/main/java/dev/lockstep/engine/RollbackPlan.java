package dev.lockstep.engine;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import dev.lockstep.schema.SchemaVersion;
import dev.lockstep.schema.ScriptKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which applied scripts a rollback undoes, and in which order: pure, without a database.
///
/// They are undone in the reverse order of their application and not of their versions, see
/// `operator/docs/adr/0006-going-back-in-the-order-of-application.md`. Repeatable scripts are left
/// alone.
///
/// @param undone the rows of the scripts, in the order in which they are undone
/// @param recorded the version before
/// @param left the version that the database records afterwards; absent for none
public record RollbackPlan(
    List<HistoryRow> undone, Optional<SchemaVersion> recorded, Optional<SchemaVersion> left) {
  /// Nothing is undone.
  public static final RollbackPlan NONE =
      new RollbackPlan(List.of(), Optional.empty(), Optional.empty());

  private static final Comparator<HistoryRow> BY_APPLICATION =
      Comparator.comparing(
              HistoryRow::appliedAt, Comparator.nullsFirst(Comparator.<Instant>naturalOrder()))
          .thenComparing(row -> Planner.versionOf(row).orElseThrow())
          .thenComparing(HistoryRow::name);

  public RollbackPlan {
    undone = List.copyOf(undone);
  }

  /// Plans a rollback that somebody asked for.
  ///
  /// @throws EngineException when the goal is not behind the database, or something has no undo
  public static RollbackPlan of(List<HistoryRow> history, RollbackGoal goal) {
    List<HistoryRow> applied = applied(history);
    if (applied.isEmpty()) {
      throw wrongUse("No versioned script is applied, so that nothing can be undone", null);
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

  /// The rollback to a version, be it applied or not; empty when nothing is newer.
  public static RollbackPlan above(List<HistoryRow> history, SchemaVersion version) {
    return plan(
        history,
        applied(history).stream()
            .filter(row -> Planner.versionOf(row).orElseThrow().compareTo(version) > 0)
            .toList());
  }

  /// What the history has of status success when all is undone.
  public List<HistoryRow> rowsLeft(List<HistoryRow> history) {
    return history.stream().filter(row -> !undone.contains(row)).toList();
  }

  /// The scripts that cannot be undone.
  public List<String> withoutUndo() {
    return undone.stream().filter(row -> !row.hasUndo()).map(HistoryRow::name).toList();
  }

  /// The names, in the order in which they are undone.
  public List<String> names() {
    return undone.stream().map(HistoryRow::name).toList();
  }

  /// Refuses the whole when a part of it cannot be undone.
  ///
  /// @throws EngineException with the list of what cannot
  public void requireUndo() {
    List<String> bases =
        undone.stream()
            .filter(row -> row.kind() == ScriptKind.BASELINE)
            .map(HistoryRow::name)
            .toList();
    if (!bases.isEmpty()) {
      throw missing(
          bases.getFirst(),
          "a baseline cannot be undone, and nothing was: " + Listing.of(bases),
          "go back to the version of the baseline, or to one that is newer");
    }
    List<String> without = withoutUndo();
    if (!without.isEmpty()) {
      throw missing(
          without.getFirst(),
          "no undo is stored of %s, so that nothing was undone of %s"
              .formatted(Listing.of(without), Listing.of(names())),
          "go back by a new script that takes back what they did");
    }
  }

  private static List<HistoryRow> applied(List<HistoryRow> history) {
    return history.stream()
        .filter(HistoryRow::isApplied)
        .filter(row -> row.kind() != ScriptKind.REPEATABLE && row.kind() != ScriptKind.CALLBACK)
        .filter(row -> Planner.versionOf(row).isPresent())
        .sorted(BY_APPLICATION)
        .toList();
  }

  private static void requireOlder(List<HistoryRow> applied, SchemaVersion version) {
    SchemaVersion recorded = Planner.recordedVersion(applied).orElseThrow();
    if (version.compareTo(recorded) >= 0) {
      throw wrongUse(
          "The target version %s is not older than the recorded version %s"
              .formatted(version, recorded),
          "rollback goes back only; lockstep migrate goes forward");
    }
    List<SchemaVersion> versions =
        applied.stream().flatMap(row -> Planner.versionOf(row).stream()).sorted().toList();
    if (!versions.contains(version)) {
      throw wrongUse(
          "No applied script has the target version " + version,
          "Applied are %s; none goes back to before the first"
              .formatted(Listing.of(versions.stream().map(SchemaVersion::text).toList())));
    }
  }

  private static List<HistoryRow> last(List<HistoryRow> applied, int count) {
    List<HistoryRow> scripts =
        applied.stream().filter(row -> row.kind() != ScriptKind.BASELINE).toList();
    if (count > scripts.size()) {
      throw wrongUse(
          "%d scripts cannot be undone, because %d %s applied"
              .formatted(count, scripts.size(), scripts.size() == 1 ? "is" : "are"),
          "lockstep history shows them");
    }
    return scripts.subList(scripts.size() - count, scripts.size());
  }

  private static RollbackPlan plan(List<HistoryRow> history, List<HistoryRow> inOrder) {
    var undone = new ArrayList<>(inOrder);
    Collections.reverse(undone);
    List<HistoryRow> left = history.stream().filter(row -> !undone.contains(row)).toList();
    return new RollbackPlan(
        undone, Planner.recordedVersion(history), Planner.recordedVersion(left));
  }

  private static EngineException missing(String script, String message, String hint) {
    FailureKind kind = FailureKind.UNDO_MISSING;
    return new EngineException(
        new Failure(kind, kind.failureClass(), script, null, null, null, message, hint));
  }

  private static EngineException wrongUse(String message, @Nullable String hint) {
    return new EngineException(FailureKind.USAGE, message, hint);
  }
}
