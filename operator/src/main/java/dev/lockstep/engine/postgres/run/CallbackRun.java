package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.journal.Journal;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs callbacks on their own, each in a transaction of its own, or statement by statement if it
/// contains transaction commands or its marker excludes a transaction. Nothing is recorded: a
/// callback runs again in the next run, whether it succeeded or failed. After a conflict, a
/// callback in a transaction is retried in this run.
public final class CallbackRun {
  private final StopSignal stop;
  private final RunSessions sessions;
  private final ProgressListener listener;
  private final Duration lockRetry;

  /// Creates a runner for the sessions of a run.
  ///
  /// @param lockRetry how long to retry a callback that could not acquire a lock
  public CallbackRun(
      StopSignal stop, RunSessions sessions, ProgressListener listener, Duration lockRetry) {
    this.stop = stop;
    this.sessions = sessions;
    this.listener = listener;
    this.lockRetry = lockRetry;
  }

  /// Runs a callback, and retries it while other sessions hold a lock that it needs.
  ///
  /// @param statements the callback's statements
  public void run(Script callback, List<SqlStatement> statements) {
    var backoff = new Backoff(stop, lockRetry);
    ScriptBody body = ScriptBody.of(statements, callback.transactions());
    while (body != null) {
      body = tried(callback, body, statements, backoff);
    }
  }

  /// @return null if the callback has finished; otherwise the body with which to retry it
  private @Nullable ScriptBody tried(
      Script callback, ScriptBody body, List<SqlStatement> statements, Backoff backoff) {
    stop.check();
    if (sessions.current().watch().lockLost()) {
      sessions.renew();
    }
    Sessions now = sessions.current();
    var journal = new Journal(statements, JournalState.NONE);
    var attempt = Attempt.unrecorded(callback, body, journal);
    AttemptOutcome outcome = sent(now, attempt);
    String blockers = now.watch().end();
    return switch (outcome) {
      case AttemptOutcome.Committed _ -> {
        renew(now, body);
        yield null;
      }
      case AttemptOutcome.Lost(var error, WireStatement changesDateStyle) ->
          throw changesDateStyle == null
              ? failure(attempt, new Refused(error, null), blockers)
              : dateStyle(attempt, changesDateStyle, error);
      case Refused refused -> {
        Attempt otherwise = stop.requested() ? null : attempt.otherwise(statements, refused);
        if (otherwise == null) {
          pauseAfter(refused, body, failure(attempt, refused, blockers), backoff);
        }
        yield otherwise == null ? body : otherwise.body();
      }
      case AttemptOutcome.Halted _, AttemptOutcome.Stopped _ ->
          throw new IllegalStateException("no callback is journaled");
    };
  }

  private AttemptOutcome sent(Sessions now, Attempt attempt) {
    now.watch().begin(attempt);
    sessions.changed();
    Notices notices = sessions.notices();
    var run = new ScriptRun(now.work(), sessions.messages(), now.watch().position(), notices);
    notices.begin(attempt.script());
    AttemptOutcome outcome = run.callback(attempt.body());
    notices.end();
    return outcome;
  }

  /// Returns when the callback is worth another try in this run.
  private void pauseAfter(
      Refused refused, ScriptBody body, EngineException failure, Backoff backoff) {
    if (!heals(body, refused.error()) || !backoff.isDue(refused.error())) {
      throw failure;
    }
    listener.tell(
        failure.failure().message() + "; trying again",
        sessions.current().watch().blockersQueries());
    backoff.pause();
  }

  private boolean heals(ScriptBody body, SQLException error) {
    return !body.mode().isJournaled()
        && !stop.requested()
        && !sessions.current().watch().lockLost()
        && SqlFailures.isConflict(error);
  }

  private void renew(Sessions now, ScriptBody body) {
    boolean otherEncoding = !"UTF8".equals(now.work().getParameterStatus("client_encoding"));
    if (body.needsReconnect() || otherEncoding) {
      sessions.settle();
      sessions.renew();
    }
  }

  private EngineException failure(Attempt attempt, Refused refused, @Nullable String blockers) {
    var words = new ScriptFailure(attempt, Duration.ZERO, blockers);
    return new EngineException(
        words.callback(kind(refused), refused),
        List.of(),
        SqlFailures.confidential(refused.error()),
        refused.error());
  }

  private static EngineException dateStyle(
      Attempt attempt, WireStatement changesDateStyle, SQLException error) {
    var words = new ScriptFailure(attempt, Duration.ZERO, null);
    return new EngineException(words.dateStyle(changesDateStyle), List.of(), null, error);
  }

  private FailureKind kind(Refused refused) {
    if (stop.requested()) {
      return FailureKind.INTERRUPTED;
    }
    return sessions.current().watch().lockLost()
        ? FailureKind.SCRIPT_RETRYABLE
        : SqlFailures.inScript(refused.error());
  }
}
