package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.RunTimeouts;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.journal.Resumption;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Stopped;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Uncommitted;
import dev.lockstep.engine.postgres.run.WireStatement.Part;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.sql.StatementKind;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Runs one attempt at a script that is not one transaction: step by step, as psql would, with a
/// journal entry after each. See
/// `operator/docs/adr/0005-a-journal-for-what-cannot-be-one-transaction.md`.
final class JournaledRun {
  private final JournalSession session;
  private final Attempt attempt;
  private final List<SqlStatement> statements;
  private final StepGrouping grouping;
  private final RunTimeouts timeouts;
  private final Backoff backoff;
  private final StopSignal stop;
  private final Consumer<Refused> retold;

  /// The position of an attempt between two statements.
  ///
  /// @param next the index of the next statement
  /// @param restart the index at which to continue if the open transaction fails: that of the
  ///   statement that began it, or `next` if none is open; empty if no statement can begin it
  ///   again, as after `COMMIT AND CHAIN`
  private record Position(int next, OptionalInt restart) {
    static Position outside(int next) {
      return new Position(next, OptionalInt.of(next));
    }

    static Position chained(int next) {
      return new Position(next, OptionalInt.empty());
    }

    Position inside(int later) {
      return new Position(later, restart);
    }
  }

  /// The outcome of a step.
  private sealed interface Step {
    /// The attempt continues at a position.
    record Reached(Position position) implements Step {}

    /// The attempt has ended.
    record Ended(Uncommitted outcome) implements Step {}
  }

  /// @param retold receives the errors after which a step is retried
  JournaledRun(
      JournalSession session,
      Attempt attempt,
      RunTimeouts timeouts,
      Backoff backoff,
      StopSignal stop,
      Consumer<Refused> retold) {
    this.session = session;
    this.attempt = attempt;
    this.statements = attempt.body().statements();
    this.grouping = new StepGrouping(attempt.body());
    this.timeouts = timeouts;
    this.backoff = backoff;
    this.stop = stop;
    this.retold = retold;
  }

  AttemptOutcome run() {
    return session
        .open()
        .then(this::checkJournal)
        .then(this::restoreSession)
        .then(this::runSteps)
        .then(session::record);
  }

  private AttemptOutcome checkJournal() {
    return switch (Resumption.of(attempt.script(), session.journal())) {
      case Resumption.Possible _ -> new Committed();
      case Resumption.Refused(FailureKind kind, String sentence, String hint) ->
          new Halted(kind, null, sentence, hint);
    };
  }

  /// Restores the settings of the finished statements.
  private AttemptOutcome restoreSession() {
    int finished = session.journal().finished();
    if (finished == 0 || finished == statements.size()) {
      return new Committed();
    }
    return session.restore(SessionReplay.of(statements.subList(0, finished)));
  }

  private AttemptOutcome runSteps() {
    int finished = session.journal().finished();
    Position at = session.inTransaction() ? Position.chained(finished) : Position.outside(finished);
    while (at.next() < statements.size()) {
      if (stop.requested()) {
        return end(at, new Stopped());
      }
      switch (step(at)) {
        case Step.Reached(Position next) -> at = next;
        case Step.Ended(Uncommitted outcome) -> {
          return outcome;
        }
      }
    }
    return session.inTransaction() ? end(at, leftOpen()) : new Committed();
  }

  private Halted leftOpen() {
    return new Halted(
        FailureKind.SCRIPT_FAILED,
        statements.getLast(),
        "the script left a transaction open at its end; it was rolled back",
        "End it with COMMIT");
  }

  /// Ends the attempt between two statements.
  private AttemptOutcome end(Position at, Uncommitted reason) {
    AttemptOutcome closed =
        session.inTransaction()
            ? session.send(WireStatement.ours(Part.JOURNAL, "ROLLBACK"))
            : new Committed();
    return closed.then(
        () -> {
          noteEnd(at);
          return reason;
        });
  }

  /// Runs one step, and plans to repeat it after a conflict with another session.
  private Step step(Position at) {
    Step step = session.inTransaction() ? inOwnTransaction(at) : outsideOfTransaction(at);
    return switch (step) {
      case Step.Reached reached -> {
        if (!session.inTransaction()) {
          backoff.reset();
        }
        yield reached;
      }
      case Step.Ended(Refused refused) -> again(at, refused);
      case Step.Ended ended -> ended;
    };
  }

  private Step inOwnTransaction(Position at) {
    int behind = at.next() + 1;
    SqlStatement statement = statements.get(at.next());
    StatementKind kind = statement.kind();
    AttemptOutcome outcome =
        kind == StatementKind.COMMIT
            ? session.sendCommit(statement, behind)
            : session.send(WireStatement.body(statement));
    boolean ends = kind == StatementKind.COMMIT || kind == StatementKind.ROLLBACK;
    return reached(outcome, ends ? Position.chained(behind) : at.inside(behind));
  }

  private Step outsideOfTransaction(Position at) {
    int index = at.next();
    // A started statement is settled first, whatever its text is now.
    boolean started = session.journal().state().started() != null;
    ExecutionMode mode = started ? ExecutionMode.OUTSIDE : grouping.modeOf(index);
    return switch (mode) {
      case BEGINS, BARE -> reached(bare(statements.get(index)), at.inside(index + 1));
      case IN_TRANSACTION -> together(at, grouping.end(index));
      case PROCEDURE -> together(at, index + 1);
      case OUTSIDE -> reached(nonTransactional(index).run(), at.inside(index + 1));
    };
  }

  private NonTransactionalStep nonTransactional(int index) {
    return new NonTransactionalStep(session, timeouts, stop, index, statements.get(index));
  }

  private AttemptOutcome bare(SqlStatement statement) {
    AttemptOutcome outcome = session.send(WireStatement.body(statement));
    return ExecutionMode.discards(statement) ? outcome.then(session::prepareAgain) : outcome;
  }

  private Step together(Position at, int to) {
    int from = at.next();
    AttemptOutcome outcome = session.sendTogether(statements.subList(from, to), to);
    return outcome instanceof Refused refused && grouping.regroup(refused, from, to)
        ? new Step.Reached(at)
        : reached(outcome, at.inside(to));
  }

  /// @param open the position of the attempt if a transaction is open now
  private Step reached(AttemptOutcome outcome, Position open) {
    return switch (outcome) {
      case Committed _ ->
          new Step.Reached(session.inTransaction() ? open : Position.outside(open.next()));
      case Uncommitted uncommitted -> new Step.Ended(uncommitted);
    };
  }

  /// Returns to the position to which an error that a retry may resolve has rolled the script back.
  private Step again(Position at, Refused refused) {
    if (at.restart().isPresent()
        && SqlFailures.isConflict(refused.error())
        && !stop.requested()
        && pause(refused)) {
      return new Step.Reached(Position.outside(at.restart().getAsInt()));
    }
    noteEnd(at);
    return new Step.Ended(refused);
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

  /// Records the progress of the session, including statements without an entry of their own.
  /// Without this, the next attempt repeats them.
  private void noteEnd(Position at) {
    JournalState state = session.journal().state();
    boolean nothingToNote = state.isEmpty() && at.restart().orElse(0) == 0;
    if (at.restart().isPresent() && state.started() == null && !nothingToNote) {
      session.note(session.journal().finishing(at.restart().getAsInt()));
    }
  }
}
