package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.history.JournalState;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Stopped;
import dev.lockstep.engine.postgres.run.WireStatement.Part;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Runs one try at a script that is not one transaction: step by step, as psql would, and noting
/// after each what is done. See
/// `operator/docs/adr/0005-a-journal-for-what-cannot-be-one-transaction.md`.
final class JournaledRun {
  private static final int UNKNOWN = -1;

  private final JournalSession session;
  private final NonTransactionalStep outside;
  private final Resumption resumption;
  private final List<SqlStatement> statements;
  private final ScriptBody.Mode mode;
  private final Backoff backoff;
  private final StopSignal stop;
  private final Consumer<Refused> retold;

  /// The statements that turned out to want no transaction around them.
  private final Set<SqlStatement> outsiders = new HashSet<>();

  /// Up to here statements run bare, because the script has made its transactions read-only.
  private int readOnlyUntil;

  /// Up to here statements run by themselves, because one needs those before it committed.
  private int singleUntil;

  /// How many statements may share a transaction, because the server has no room for the locks of
  /// more.
  private int most = Integer.MAX_VALUE;

  /// Where to go on when the step that is under way has to be repeated.
  private int stepBegin;

  /// @param retold receives what is tried again
  JournaledRun(
      JournalSession session,
      NonTransactionalStep outside,
      Attempt attempt,
      Backoff backoff,
      StopSignal stop,
      Consumer<Refused> retold) {
    this.session = session;
    this.outside = outside;
    this.resumption = new Resumption(session, attempt);
    this.statements = attempt.body().statements();
    this.mode = attempt.body().mode();
    this.backoff = backoff;
    this.stop = stop;
    this.retold = retold;
  }

  AttemptOutcome run() {
    try {
      session.open();
      Halted obstacle = resumption.obstacle();
      if (obstacle != null) {
        return obstacle;
      }
      resumption.restore();
      runSteps();
      session.record();
      return new Committed();
    } catch (EndedException e) {
      return e.outcome();
    }
  }

  private void runSteps() throws EndedException {
    int next = session.journal().finished();
    stepBegin = session.inTransaction() ? UNKNOWN : next;
    while (next < statements.size()) {
      if (stop.requested()) {
        rollBack();
        noteEnd();
        throw new EndedException(new Stopped());
      }
      try {
        next = step(next);
        if (!session.inTransaction()) {
          stepBegin = next;
          backoff.reset();
        }
      } catch (EndedException e) {
        next = again(e);
      }
    }
    if (session.inTransaction()) {
      rollBack();
      noteEnd();
      SqlStatement last = statements.getLast();
      throw new EndedException(
          new Halted(
              FailureKind.SCRIPT_FAILED,
              last,
              "the script left a transaction open at its end; it was rolled back",
              "End it with COMMIT"));
    }
  }

  private void rollBack() throws EndedException {
    if (session.inTransaction()) {
      session.send(WireStatement.ours(Part.JOURNAL, "ROLLBACK"));
    }
  }

  /// Runs one step.
  ///
  /// @return the place of the statement after it
  private int step(int index) throws EndedException {
    SqlStatement statement = statements.get(index);
    if (session.inTransaction()) {
      return inOwnTransaction(index, statement);
    }
    stepBegin = index;
    boolean settles = session.journal().state().started() != null;
    if (settles || outsiders.contains(statement)) {
      outside.run(index, statement);
      return index + 1;
    }
    return switch (ExecutionMode.of(statement)) {
      case BEGINS, BARE -> bare(index, statement);
      case IN_TRANSACTION ->
          index < readOnlyUntil ? bare(index, statement) : together(index, groupEnd(index));
      case PROCEDURE -> index < readOnlyUntil ? bare(index, statement) : together(index, index + 1);
      case OUTSIDE -> {
        outside.run(index, statement);
        yield index + 1;
      }
    };
  }

  private int bare(int index, SqlStatement statement) throws EndedException {
    session.send(WireStatement.body(statement));
    if (ExecutionMode.discards(statement)) {
      session.prepareAgain();
    }
    return index + 1;
  }

  private int inOwnTransaction(int index, SqlStatement statement) throws EndedException {
    boolean ends =
        statement.kind() == StatementKind.COMMIT || statement.kind() == StatementKind.ROLLBACK;
    if (statement.kind() == StatementKind.COMMIT) {
      session.sendCommit(statement, index + 1);
    } else {
      session.send(WireStatement.body(statement));
    }
    if (ends) {
      // What is chained to it cannot be begun again at a statement.
      stepBegin = session.inTransaction() ? UNKNOWN : index + 1;
    }
    return index + 1;
  }

  private int groupEnd(int from) {
    int to = from + 1;
    while (mode == ScriptBody.Mode.JOURNALED_IN_GROUPS
        && from >= singleUntil
        && to < statements.size()
        && to - from < most
        && !ExecutionMode.addsEnumValue(statements.get(to - 1))
        && !outsiders.contains(statements.get(to))
        && ExecutionMode.of(statements.get(to)) == ExecutionMode.IN_TRANSACTION) {
      to++;
    }
    return to;
  }

  private int together(int from, int to) throws EndedException {
    try {
      session.sendTogether(statements.subList(from, to), to);
      return to;
    } catch (EndedException e) {
      if (e.outcome() instanceof Refused(SQLException error, WireStatement message)
          && message != null) {
        SqlStatement failed = message.statement();
        if (to - from > 1 && SqlFailures.has(error, SqlFailures.OUT_OF_MEMORY)) {
          most = (to - from) / 2;
          return from;
        }
        if (to - from > 1 && SqlFailures.isForWantOfCommit(error)) {
          singleUntil = to;
          return from;
        }
        if (failed != null && wantsNoTransaction(failed, error)) {
          outsiders.add(failed);
          return from;
        }
        if (message.part() == Part.JOURNAL
            && SqlFailures.has(error, SqlFailures.READ_ONLY_TRANSACTION)) {
          readOnlyUntil = to;
          return from;
        }
      }
      throw e;
    }
  }

  /// Whether a refused statement is to run by itself. What a function ran will be refused again,
  /// unless the function is one that knows better: then the script has to say so.
  private boolean wantsNoTransaction(SqlStatement failed, SQLException error) {
    return TransactionRefusal.wantsNoTransaction(failed, error)
        && (mode == ScriptBody.Mode.JOURNALED_SINGLY
            || !TransactionRefusal.isRefusedInFunction(failed, error));
  }

  /// Where to go on after an error that may heal at once.
  private int again(EndedException failure) throws EndedException {
    if (failure.outcome() instanceof Refused refused) {
      SQLException error = refused.error();
      boolean heals = SqlFailures.isConflict(error) && stepBegin != UNKNOWN;
      if (heals && !stop.requested() && pause(refused)) {
        return stepBegin;
      }
      noteEnd();
    }
    throw failure;
  }

  private boolean pause(Refused refused) {
    try {
      if (!backoff.isDue(refused.error())) {
        return false;
      }
      retold.accept(refused);
      backoff.pause();
      return true;
    } catch (EngineException _) {
      // The run is ending; the failure that led here is reported as an interruption.
      return false;
    }
  }

  /// Notes how far the session came, statements without an entry of their own included. Without it
  /// the next attempt repeats these.
  private void noteEnd() {
    JournalState state = session.journal().state();
    if (stepBegin == UNKNOWN || state.started() != null || (state.isEmpty() && stepBegin == 0)) {
      return;
    }
    try {
      session.note(session.journal().finishing(stepBegin));
    } catch (EndedException _) {
      // The connection has gone meanwhile.
    }
  }
}
