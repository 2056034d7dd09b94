package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.RunTimeouts;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.history.JournalState;
import dev.lockstep.engine.postgres.recovery.StatementEffect;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.Busy;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.Done;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.DoneAfter;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.NotDone;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.Unknown;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Remark;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.run.WireStatement.Part;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a statement that cannot commit together with its journal entry, between two entries of its
/// own, and determines the outcome of one whose second entry is missing.
final class NonTransactionalStep {
  private final JournalSession session;
  private final RunTimeouts timeouts;
  private final StopSignal stop;

  NonTransactionalStep(JournalSession session, RunTimeouts timeouts, StopSignal stop) {
    this.session = session;
    this.timeouts = timeouts;
    this.stop = stop;
  }

  /// @param index its place in the script, from 0
  void run(int index, SqlStatement statement) throws EndedException {
    StatementEffect effect = StatementEffect.of(statement);
    if (session.journal().state().started() != null && settle(index, statement, effect)) {
      return;
    }
    String query = effect.snapshotQuery();
    String snapshot = query == null ? null : session.ask(statement, query);
    session.note(session.journal().starting(index, snapshot));
    try {
      send(statement, List.of(WireStatement.body(statement)));
    } catch (EndedException e) {
      if (!doneInSpiteOf(e, index, statement, effect)) {
        throw e;
      }
      return;
    }
    refuseDefect(statement, effect, snapshot);
    session.note(session.journal().finishing(index + 1));
  }

  /// Sends a statement, or what brings it to its end or clears it away, which waits as it does.
  private void send(SqlStatement statement, List<WireStatement> messages) throws EndedException {
    boolean changed =
        ExecutionMode.isConcurrent(statement) && session.ask(statement, patience()) != null;
    try {
      for (WireStatement message : messages) {
        session.send(message);
      }
    } finally {
      if (changed && !isClosed()) {
        session.send(WireStatement.ours(Part.JOURNAL, "SELECT " + lockTimeout(timeouts.lock())));
      }
    }
  }

  /// What a statement waits that blocks nobody meanwhile, such as a concurrent build, unless the
  /// script has said so itself: one that gives up leaves an invalid index. The limit of other
  /// statements was set for the session, too, so that its value alone tells whose it is.
  private String patience() {
    return "SELECT %s FROM pg_catalog.pg_settings WHERE name OPERATOR(pg_catalog.=) 'lock_timeout' AND setting OPERATOR(pg_catalog.=) '%d'"
        .formatted(lockTimeout(timeouts.concurrentLock()), timeouts.lock().toMillis());
  }

  private static String lockTimeout(Duration limit) {
    return SessionOptions.set("lock_timeout", Long.toString(limit.toMillis()));
  }

  private boolean isClosed() {
    try {
      return session.connection().isClosed();
    } catch (SQLException _) {
      return true;
    }
  }

  /// Determines the outcome of a statement that was started, and removes what it left.
  ///
  /// @return whether it is done
  private boolean settle(int index, SqlStatement statement, StatementEffect effect)
      throws EndedException {
    String snapshot = snapshot();
    switch (judge(statement, effect, snapshot)) {
      case Done _ -> {
        refuseDefect(statement, effect, snapshot);
        session.note(session.journal().finishing(index + 1));
        return true;
      }
      case DoneAfter(List<String> completion) -> {
        runAll(statement, completion);
        session.note(session.journal().finishing(index + 1));
        return true;
      }
      case NotDone(List<String> cleanup) -> {
        runAll(statement, cleanup);
        session.note(session.journal().finishing(index));
        return false;
      }
      case Busy(String sentence, String hint) ->
          throw halted(FailureKind.SCRIPT_RETRYABLE, statement, sentence, hint);
      case Unknown(String sentence, String hint) ->
          throw halted(FailureKind.OUTCOME_UNKNOWN, statement, sentence, hint);
    }
  }

  /// After an error that the server reported. If the catalog does not show the outcome of the
  /// statement, the error does: it failed and is run again.
  private boolean doneInSpiteOf(
      EndedException failure, int index, SqlStatement statement, StatementEffect effect)
      throws EndedException {
    if (!(failure.outcome() instanceof Refused(SQLException error, _)) || stop.requested()) {
      return false;
    }
    try {
      Remark obstacle = effect.obstacle(session.connection(), snapshot());
      if (judge(statement, effect, snapshot()) instanceof Unknown) {
        session.note(session.journal().finishing(index));
        return false;
      }
      boolean done = settle(index, statement, effect);
      if (!done && obstacle != null && !SqlFailures.isConflict(error)) {
        throw halted(FailureKind.SCRIPT_FAILED, statement, obstacle.sentence(), obstacle.hint());
      }
      return done;
    } catch (SQLException e) {
      throw session.refused(e, statement);
    } catch (EndedException e) {
      if (e.outcome() instanceof Refused) {
        // What was left could not be cleared away now; the next attempt does it.
        return false;
      }
      throw e;
    }
  }

  private @Nullable String snapshot() {
    JournalState.Started started = session.journal().state().started();
    return started == null ? null : started.snapshot();
  }

  private Recovery judge(SqlStatement statement, StatementEffect effect, @Nullable String snapshot)
      throws EndedException {
    try {
      return effect.judge(session.connection(), snapshot);
    } catch (SQLException e) {
      throw session.refused(e, statement);
    }
  }

  private void refuseDefect(
      SqlStatement statement, StatementEffect effect, @Nullable String snapshot)
      throws EndedException {
    try {
      Remark defect = effect.defect(session.connection(), snapshot);
      if (defect != null) {
        throw halted(FailureKind.SCRIPT_FAILED, statement, defect.sentence(), defect.hint());
      }
    } catch (SQLException e) {
      throw session.refused(e, statement);
    }
  }

  private void runAll(SqlStatement statement, List<String> statements) throws EndedException {
    if (!statements.isEmpty()) {
      send(
          statement, statements.stream().map(sql -> WireStatement.effect(sql, statement)).toList());
    }
  }

  private static EndedException halted(
      FailureKind kind, SqlStatement statement, String sentence, String hint) {
    return new EndedException(new Halted(kind, statement, sentence, hint));
  }
}
