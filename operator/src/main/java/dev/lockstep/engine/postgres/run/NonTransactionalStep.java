package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.RunTimeouts;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.recovery.StatementEffect;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.Busy;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.Done;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.DoneAfter;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.NotDone;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Recovery.Unknown;
import dev.lockstep.engine.postgres.recovery.StatementEffect.Remark;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Uncommitted;
import dev.lockstep.engine.postgres.run.WireStatement.Part;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.postgres.statement.ExecutionMode;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs a statement that cannot commit together with its journal entry, between two entries of its
/// own, and determines the outcome of one whose second entry is missing.
final class NonTransactionalStep {
  private final JournalSession session;
  private final RunTimeouts timeouts;
  private final StopSignal stop;
  private final int index;
  private final SqlStatement statement;
  private final StatementEffect effect;

  /// @param index the index of the statement in the script, from 0
  NonTransactionalStep(
      JournalSession session,
      RunTimeouts timeouts,
      StopSignal stop,
      int index,
      SqlStatement statement) {
    this.session = session;
    this.timeouts = timeouts;
    this.stop = stop;
    this.index = index;
    this.statement = statement;
    this.effect = StatementEffect.of(statement);
  }

  AttemptOutcome run() {
    return session.journal().state().started() == null ? start() : settle(this::start);
  }

  private AttemptOutcome start() {
    String query = effect.snapshotQuery();
    return query == null
        ? start(null)
        : session.ask(statement, query, snapshot -> start(snapshot.orElse(null)));
  }

  private AttemptOutcome start(@Nullable String snapshot) {
    return session
        .note(session.journal().starting(index, snapshot))
        .then(
            () ->
                switch (send(List.of(WireStatement.body(statement)))) {
                  case Committed _ -> finish(snapshot);
                  case Uncommitted failure -> afterFailure(failure);
                });
  }

  private AttemptOutcome finish(@Nullable String snapshot) {
    return refuseDefect(snapshot).then(() -> finished(index + 1));
  }

  private AttemptOutcome finished(int count) {
    return session.note(session.journal().finishing(count));
  }

  /// Sends the statement, or the statements that complete it or clean up after it, with the lock
  /// timeout of the statement.
  private AttemptOutcome send(List<WireStatement> messages) {
    return ExecutionMode.isConcurrent(statement)
        ? session.ask(
            statement,
            patience(),
            changed -> changed.isPresent() ? sendPatiently(messages) : session.sendEach(messages))
        : session.sendEach(messages);
  }

  private AttemptOutcome sendPatiently(List<WireStatement> messages) {
    AttemptOutcome outcome = session.sendEach(messages);
    return isClosed()
        ? outcome
        : session
            .send(WireStatement.ours(Part.JOURNAL, "SELECT " + lockTimeout(timeouts.lock())))
            .then(() -> outcome);
  }

  /// Sets the lock timeout of a statement that blocks no other session while it waits, such as a
  /// concurrent index build, unless the script has set it: a build that gives up leaves an invalid
  /// index. The timeout of other statements was set for the session, too, so the value alone shows
  /// whether the script has changed it.
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

  /// Determines the outcome of the statement, which was started, and cleans up after it.
  ///
  /// @param notDone the continuation if the statement has to be run again
  private AttemptOutcome settle(Supplier<AttemptOutcome> notDone) {
    return judge(
        recovery ->
            switch (recovery) {
              case Done _ -> finish(snapshot());
              case DoneAfter(List<String> completion) ->
                  sendAll(completion).then(() -> finished(index + 1));
              case NotDone(List<String> cleanup) ->
                  sendAll(cleanup).then(() -> finished(index)).then(notDone);
              case Busy(String sentence, String hint) ->
                  new Halted(FailureKind.SCRIPT_RETRYABLE, statement, sentence, hint);
              case Unknown(String sentence, String hint) ->
                  new Halted(FailureKind.OUTCOME_UNKNOWN, statement, sentence, hint);
            });
  }

  /// Determines the outcome after an error that the server reported: the statement may be finished
  /// in spite of it.
  private AttemptOutcome afterFailure(Uncommitted failure) {
    if (!(failure instanceof Refused refused) || stop.requested()) {
      return failure;
    }
    Remark obstacle;
    try {
      obstacle = effect.obstacle(session.connection(), snapshot());
    } catch (SQLException e) {
      return session.refused(e, statement);
    }
    AttemptOutcome outcome = settleAfter(refused, obstacle);
    // The cleanup failed; the next attempt repeats it.
    return outcome instanceof Refused ? failure : outcome;
  }

  /// If the catalog does not show the outcome of the statement, the error does: it failed and is
  /// run again.
  private AttemptOutcome settleAfter(Refused refused, @Nullable Remark obstacle) {
    return judge(
        recovery ->
            recovery instanceof Unknown
                ? finished(index).then(() -> refused)
                : settle(
                    () ->
                        obstacle == null || SqlFailures.isConflict(refused.error())
                            ? refused
                            : failed(obstacle)));
  }

  private @Nullable String snapshot() {
    JournalState.Started started = session.journal().state().started();
    return started == null ? null : started.snapshot();
  }

  private AttemptOutcome judge(Function<Recovery, AttemptOutcome> next) {
    Recovery recovery;
    try {
      recovery = effect.judge(session.connection(), snapshot());
    } catch (SQLException e) {
      return session.refused(e, statement);
    }
    return next.apply(recovery);
  }

  private AttemptOutcome refuseDefect(@Nullable String snapshot) {
    try {
      Remark defect = effect.defect(session.connection(), snapshot);
      return defect == null ? new Committed() : failed(defect);
    } catch (SQLException e) {
      return session.refused(e, statement);
    }
  }

  private AttemptOutcome sendAll(List<String> statements) {
    return statements.isEmpty()
        ? new Committed()
        : send(statements.stream().map(sql -> WireStatement.effect(sql, statement)).toList());
  }

  private Halted failed(Remark remark) {
    return new Halted(FailureKind.SCRIPT_FAILED, statement, remark.sentence(), remark.hint());
  }
}
