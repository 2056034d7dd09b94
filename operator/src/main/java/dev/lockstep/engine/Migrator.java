package dev.lockstep.engine;

import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.adoption.AdoptionPolicy;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRow;
import dev.lockstep.engine.plan.OutOfOrder;
import dev.lockstep.engine.plan.Planner;
import dev.lockstep.engine.plan.RollbackPlan;
import dev.lockstep.engine.plan.RollbackPolicy;
import dev.lockstep.engine.plan.Target;
import dev.lockstep.engine.script.Script;
import dev.lockstep.engine.source.ScriptSet;
import dev.lockstep.schema.CallbackEvent;
import dev.lockstep.schema.EngineException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A run: applies the pending scripts of a set to a database.
public final class Migrator {
  private final Database database;
  private final Planner planner;
  private final StopSignal stop;
  private final RollbackPolicy rollbackPolicy;
  private final MigrationListener listener;
  private final Rollback rollback;
  private final List<Script> appliedNow = new ArrayList<>();

  /// Creates a run on a database without an open session.
  public Migrator(Database database, Planner planner, StopSignal stop, MigratorOptions options) {
    this.database = database;
    this.planner = planner;
    this.stop = stop;
    this.rollbackPolicy = options.rollback();
    this.listener = options.listener();
    this.rollback = new Rollback(database, stop, listener::undone);
  }

  /// Applies the pending scripts and closes the database.
  public MigrationOutcome run(ScriptSet set, Target target, OutOfOrder outOfOrder) {
    return run(set, target, outOfOrder, AdoptionPolicy.NONE);
  }

  /// Adopts a prior history by the policy, applies the pending scripts and closes the database.
  public MigrationOutcome run(
      ScriptSet set, Target target, OutOfOrder outOfOrder, AdoptionPolicy adoption) {
    var goal = new Goal(set, target, outOfOrder);
    try (database) {
      Session session;
      try {
        session = database.acquire();
      } catch (EngineException e) {
        return outcome(Optional.empty(), Optional.of(e));
      }
      try {
        return outcome(Optional.of(migrate(session, goal, adoption)), Optional.empty());
      } catch (EngineException e) {
        return outcome(flushed(session), Optional.of(e));
      }
    }
  }

  /// The goal of a run.
  private record Goal(ScriptSet set, Target target, OutOfOrder outOfOrder) {}

  private MigrationOutcome outcome(Optional<History> history, Optional<EngineException> failure) {
    return new MigrationOutcome(history, appliedNow, rollback.undoneNow(), failure);
  }

  /// Plans and prepares everything before the first change.
  private History migrate(Session session, Goal goal, AdoptionPolicy adoption) {
    History history = session.history();
    AdoptedHistory adopted = adoption.adopt(session, history, goal.set()).orElse(null);
    History expected = adopted == null ? history : adopted.over(history);
    RollbackPlan back = back(expected, goal.target());
    session.incomplete().requireNoneBack(back);
    // Before anything is undone, the remaining history must be consistent with the set.
    List<Script> pending = pending(goal, back.rowsLeft(expected.rows()));
    PreparedScripts prepared = PreparedScripts.of(session, goal.set(), pending);
    listener.planned(pending);
    History begun = begin(session, adopted, back);
    if (adopted != null || !back.undone().isEmpty()) {
      pending = pending(goal, begun.rows());
    }
    return apply(session, goal, begun, pending, prepared);
  }

  /// The scripts to undo for a target below the recorded version; none unless rollback is allowed.
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

  private List<Script> pending(Goal goal, List<HistoryRow> history) {
    return planner.plan(goal.set(), history, goal.target(), goal.outOfOrder()).pending();
  }

  /// Records adopted rows and performs the rollback.
  ///
  /// @return the history afterwards
  private History begin(Session session, @Nullable AdoptedHistory adopted, RollbackPlan back) {
    History history = session.history();
    if (adopted != null) {
      history = session.record(adopted);
      listener.adopted(adopted);
    }
    return back.undone().isEmpty() ? history : rollback.follow(session, history, back);
  }

  private History apply(
      Session session, Goal goal, History begun, List<Script> planned, PreparedScripts prepared) {
    History history = begun;
    List<Script> pending = planned;
    prepared.callbacks(CallbackEvent.BEFORE_MIGRATE).forEach(session::execute);
    while (!applyAll(session, pending, prepared)) {
      history = session.renew();
      pending = pending(goal, history.rows());
      // A server that crashed may have lost commits that it had acknowledged.
      appliedNow.removeAll(pending);
    }
    prepared.callbacks(CallbackEvent.AFTER_MIGRATE).forEach(session::execute);
    History flushed = session.flush();
    history.requireNoOthersIn(flushed, appliedNow);
    return flushed;
  }

  /// Applies scripts in order.
  ///
  /// @return false if the history must be read again before the rest
  private boolean applyAll(Session session, List<Script> pending, PreparedScripts prepared) {
    Iterator<Prepared> scripts = prepared.take(stop.checkedBefore(pending.iterator()), session);
    return session.apply(scripts, prepared.around(), this::applied) == Session.Applied.APPLIED;
  }

  private void applied(Script script) {
    appliedNow.add(script);
    listener.applied(script);
  }

  /// The history after a failure, if it can still be read.
  static Optional<History> flushed(Session session) {
    try {
      return Optional.of(session.flush());
    } catch (EngineException _) {
      return Optional.empty();
    }
  }
}
