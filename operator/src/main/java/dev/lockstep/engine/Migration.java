package dev.lockstep.engine;

import dev.lockstep.schema.CallbackEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A run: brings a database to what a set of scripts says.
public final class Migration {
  private final Database database;
  private final Planner planner;
  private final StopSignal stop;
  private final Consumer<Script> onApplied;
  private Consumer<Takeover> onTakeover = _ -> {};
  private final List<Script> appliedNow = new ArrayList<>();
  private RollbackPolicy rollbackPolicy = RollbackPolicy.FORBID;
  private Rollback rollback;

  /// A run that tells `onApplied` of each script as soon as it is applied.
  public Migration(
      Database database, Planner planner, StopSignal stop, Consumer<Script> onApplied) {
    this.database = database;
    this.planner = planner;
    this.stop = stop;
    this.onApplied = onApplied;
    this.rollback = new Rollback(database, stop, _ -> {});
  }

  /// Tells `listener` of what was taken over.
  public Migration tellingOf(Consumer<Takeover> listener) {
    onTakeover = listener;
    return this;
  }

  /// Says whether a target below the recorded version undoes what is newer; `listener` is told of
  /// each script that is undone.
  public Migration goingBack(RollbackPolicy policy, Consumer<Script> listener) {
    rollbackPolicy = policy;
    rollback = new Rollback(database, stop, listener);
    return this;
  }

  /// Applies what is pending. The database is closed afterwards.
  public MigrationOutcome run(ScriptSet set, Target target, OutOfOrder outOfOrder) {
    return run(set, target, outOfOrder, Onboarding.NONE);
  }

  /// Applies what is pending, after taking over what was applied by others. The database is closed
  /// afterwards.
  public MigrationOutcome run(
      ScriptSet set, Target target, OutOfOrder outOfOrder, Onboarding onboarding) {
    try (database) {
      try {
        History history = database.acquire();
        Takeover takeover = onboarding.takeover(database, history, set).orElse(null);
        History expected = takeover == null ? history : history.with(takeover);
        RollbackPlan back = back(expected, target);
        database.halfDone().requireNoneBack(back);
        List<HistoryRow> left = back.rowsLeft(expected.rows());
        // Before anything is undone, what is left of the history has to agree with the set.
        database.requireRunnable(set, planner.plan(set, left, target, outOfOrder).pending());
        if (takeover != null) {
          history = database.record(takeover);
          onTakeover.accept(takeover);
        }
        if (!back.undone().isEmpty()) {
          history = rollback.follow(back);
        }
        set.callbacks(CallbackEvent.BEFORE_MIGRATE).forEach(database::execute);
        while (!applyAll(pending(set, history, target, outOfOrder), set.around())) {
          history = database.acquire();
          // A server that crashed may have forgotten what it had said to be committed.
          appliedNow.removeAll(pending(set, history, target, outOfOrder));
        }
        set.callbacks(CallbackEvent.AFTER_MIGRATE).forEach(database::execute);
        return outcome(Optional.of(database.settle()), Optional.empty());
      } catch (EngineException e) {
        return outcome(settled(database), Optional.of(e));
      }
    }
  }

  /// What a target below the recorded version undoes, where that is allowed.
  private RollbackPlan back(History history, Target target) {
    boolean allowed = rollbackPolicy == RollbackPolicy.ALLOW;
    RollbackPlan plan =
        target
            .last()
            .filter(_ -> allowed)
            .map(version -> RollbackPlan.above(history.rows(), version))
            .orElse(RollbackPlan.NONE);
    plan.requireUndo();
    return plan;
  }

  private MigrationOutcome outcome(Optional<History> history, Optional<EngineException> failure) {
    return new MigrationOutcome(history, appliedNow, rollback.undoneNow(), failure);
  }

  private List<Script> pending(
      ScriptSet set, History history, Target target, OutOfOrder outOfOrder) {
    return planner.plan(set, history.rows(), target, outOfOrder).pending();
  }

  /// Applies in order.
  ///
  /// @return whether all were applied without the history having to be read again
  private boolean applyAll(List<Script> pending, Around around) {
    for (Script script : pending) {
      stop.check();
      Database.Applied applied = database.apply(script, around);
      if (applied == Database.Applied.BY_ANOTHER_RUN || applied == Database.Applied.NOT_NOW) {
        return false;
      }
      appliedNow.add(script);
      onApplied.accept(script);
      if (applied == Database.Applied.NOW_READ_AGAIN) {
        return false;
      }
    }
    return true;
  }

  /// What the database says after a failure, when it still says something.
  static Optional<History> settled(Database database) {
    try {
      return Optional.of(database.settle());
    } catch (EngineException _) {
      return Optional.empty();
    }
  }
}
