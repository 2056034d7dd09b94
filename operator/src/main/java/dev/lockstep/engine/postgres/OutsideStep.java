package dev.lockstep.engine.postgres;

import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.Message.Part;
import dev.lockstep.engine.postgres.StatementEffect.Finding;
import dev.lockstep.engine.postgres.StatementEffect.Finding.Busy;
import dev.lockstep.engine.postgres.StatementEffect.Finding.Done;
import dev.lockstep.engine.postgres.StatementEffect.Finding.DoneAfter;
import dev.lockstep.engine.postgres.StatementEffect.Finding.NotDone;
import dev.lockstep.engine.postgres.StatementEffect.Finding.Unknown;
import dev.lockstep.engine.postgres.StatementEffect.Remark;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a statement that cannot commit together with its journal entry, between two entries of its
/// own, and finds out what became of one whose second entry is missing.
final class OutsideStep {
  private final JournalSession session;
  private final PostgresTimeouts timeouts;
  private final StopSignal stop;

  OutsideStep(JournalSession session, PostgresTimeouts timeouts, StopSignal stop) {
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
      send(statement, List.of(Message.body(statement)));
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
  private void send(SqlStatement statement, List<Message> messages) throws EndedException {
    boolean changed =
        StatementConduct.isConcurrent(statement) && session.ask(statement, patience()) != null;
    try {
      for (Message message : messages) {
        session.send(message);
      }
    } finally {
      if (changed && !isClosed()) {
        session.send(Message.ours(Part.JOURNAL, "SELECT " + lockTimeout(timeouts.lock())));
      }
    }
  }

  /// What a statement waits that blocks nobody meanwhile, such as a concurrent build, unless the
  /// script has said so itself: one that gives up leaves an invalid index. The limit of other
  /// statements was set for the session, too, so that its value alone tells whose it is.
  private String patience() {
    return "SELECT %s FROM pg_catalog.pg_settings WHERE name = 'lock_timeout' AND setting = '%d'"
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

  /// Finds out what became of a statement that was started, and clears away what it left.
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

  /// After an error that the server told. Where the catalog does not say what became of the
  /// statement, the error does: it failed, and is to be run again.
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

  private Finding judge(SqlStatement statement, StatementEffect effect, @Nullable String snapshot)
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
      send(statement, statements.stream().map(sql -> Message.effect(sql, statement)).toList());
    }
  }

  private static EndedException halted(
      FailureKind kind, SqlStatement statement, String sentence, String hint) {
    return new EndedException(new Halted(kind, statement, sentence, hint));
  }
}
