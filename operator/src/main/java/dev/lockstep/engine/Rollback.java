package dev.lockstep.engine;

import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A run that goes back: undoes applied scripts by what was stored when they were applied, whatever
/// the scripts are now.
public final class Rollback {
  private final Database database;
  private final StopSignal stop;
  private final Consumer<Script> onUndone;
  private final List<Script> undoneNow = new ArrayList<>();

  /// A run that tells `onUndone` of each script as soon as it is undone.
  public Rollback(Database database, StopSignal stop, Consumer<Script> onUndone) {
    this.database = database;
    this.stop = stop;
    this.onUndone = onUndone;
  }

  /// Undoes what is newer than the goal. The database is closed afterwards.
  public MigrationOutcome run(RollbackGoal goal) {
    try (database) {
      try {
        History history = database.acquire();
        history = follow(RollbackPlan.of(history.rows(), goal));
        return new MigrationOutcome(Optional.of(history), List.of(), undoneNow, Optional.empty());
      } catch (EngineException e) {
        return new MigrationOutcome(
            Migration.settled(database), List.of(), undoneNow, Optional.of(e));
      }
    }
  }

  /// Undoes all of a plan, or nothing when a part of it cannot be undone.
  ///
  /// @return the history then
  History follow(RollbackPlan plan) {
    plan.requireUndo();
    database.halfDone().requireNoneForward();
    Map<String, String> texts = database.undoTexts();
    List<Script> scripts =
        plan.undone().stream()
            .map(row -> Script.undoing(row, texts.getOrDefault(row.name(), "")))
            .toList();
    refuse(scripts);
    List<Script> left = scripts;
    while (!undoAll(left)) {
      left = stillApplied(scripts, database.acquire());
      // A server that crashed may have forgotten what it had said to be committed.
      undoneNow.removeAll(left);
    }
    return database.settle();
  }

  /// What this run has undone so far, in this order.
  List<Script> undoneNow() {
    return undoneNow;
  }

  private void refuse(List<Script> scripts) {
    List<String> errors =
        scripts.stream().flatMap(script -> database.refusals(script).stream()).toList();
    if (!errors.isEmpty()) {
      Failure failure =
          Failure.of(
              FailureKind.SCRIPTS_REFUSED,
              "the stored undo cannot be run: " + errors.getFirst(),
              "Nothing was undone of %d scripts; go back by a new script"
                  .formatted(scripts.size()));
      throw new EngineException(failure, errors.subList(1, errors.size()), null, null);
    }
  }

  private static List<Script> stillApplied(List<Script> scripts, History history) {
    var applied = Scope.applied(history.rows());
    return scripts.stream().filter(script -> applied.containsKey(script.fileName())).toList();
  }

  /// Undoes in order.
  ///
  /// @return whether all were undone without the history having to be read again
  private boolean undoAll(List<Script> scripts) {
    for (Script script : scripts) {
      stop.check();
      switch (database.undo(script)) {
        case NOW -> undone(script);
        case NOW_READ_AGAIN -> {
          undone(script);
          return false;
        }
        case BY_ANOTHER_RUN, NOT_NOW -> {
          return false;
        }
      }
    }
    return true;
  }

  private void undone(Script script) {
    undoneNow.add(script);
    onUndone.accept(script);
  }
}
