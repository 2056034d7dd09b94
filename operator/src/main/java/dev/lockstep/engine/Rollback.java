package dev.lockstep.engine;

import dev.lockstep.engine.history.History;
import dev.lockstep.engine.plan.RollbackGoal;
import dev.lockstep.engine.plan.RollbackPlan;
import dev.lockstep.engine.plan.ScriptSelection;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A rollback: undoes applied scripts with the undo SQL that was stored when they were applied,
/// whatever the scripts contain now.
public final class Rollback {
  private final Database database;
  private final StopSignal stop;
  private final Consumer<Script> onUndone;
  private final List<Script> undoneNow = new ArrayList<>();

  /// Creates a rollback that calls `onUndone` for each script as soon as it is undone.
  public Rollback(Database database, StopSignal stop, Consumer<Script> onUndone) {
    this.database = database;
    this.stop = stop;
    this.onUndone = onUndone;
  }

  /// Undoes the scripts that are newer than the goal and closes the database.
  public MigrationOutcome run(RollbackGoal goal) {
    try (database) {
      Session session;
      try {
        session = database.acquire();
      } catch (EngineException e) {
        return outcome(Optional.empty(), Optional.of(e));
      }
      try {
        History before = session.history();
        History history = follow(session, before, RollbackPlan.of(before.rows(), goal));
        return outcome(Optional.of(history), Optional.empty());
      } catch (EngineException e) {
        return outcome(Migrator.flushed(session), Optional.of(e));
      }
    }
  }

  private MigrationOutcome outcome(Optional<History> history, Optional<EngineException> failure) {
    return new MigrationOutcome(history, List.of(), undoneNow, failure);
  }

  /// Undoes all scripts of a plan, or none if one of them cannot be undone. Fails if another
  /// session changed the history in the meantime.
  ///
  /// @param before the history for which the plan was made
  /// @return the history afterwards
  History follow(Session session, History before, RollbackPlan plan) {
    plan.requireUndo();
    session.incomplete().requireNoneForward();
    Map<String, String> texts = session.undoTexts();
    List<Script> scripts =
        plan.undone().stream().map(row -> row.undo(texts.getOrDefault(row.name(), ""))).toList();
    List<Prepared> prepared =
        Preparations.of(session, scripts).orThrow(first -> refusal(first, scripts.size()));
    History known = before;
    List<Prepared> left = prepared;
    while (!undoAll(session, left)) {
      known = session.renew();
      left = stillApplied(prepared, known);
      // A server that crashed may have lost commits that it had acknowledged.
      undoneNow.removeAll(left.stream().map(Prepared::script).toList());
    }
    History flushed = session.flush();
    known.requireNoOthersIn(flushed, undoneNow);
    return flushed;
  }

  /// The scripts that were undone so far, in this order.
  List<Script> undoneNow() {
    return undoneNow;
  }

  private static Failure refusal(String first, int scripts) {
    return Failure.of(
        FailureKind.SCRIPTS_REFUSED,
        "the stored undo cannot be run: " + first,
        "None of the %d scripts was rolled back; reverse the changes in a new script"
            .formatted(scripts));
  }

  private static List<Prepared> stillApplied(List<Prepared> scripts, History history) {
    var applied = ScriptSelection.applied(history.rows());
    return scripts.stream().filter(each -> applied.containsKey(each.script().fileName())).toList();
  }

  /// Undoes scripts in order.
  ///
  /// @return false if the history must be read again before the rest
  private boolean undoAll(Session session, List<Prepared> scripts) {
    return session.undo(stop.checkedBefore(scripts.iterator()), this::undone)
        == Session.Applied.APPLIED;
  }

  private void undone(Script script) {
    undoneNow.add(script);
    onUndone.accept(script);
  }
}
