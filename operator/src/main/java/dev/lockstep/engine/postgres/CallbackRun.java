package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.AttemptOutcome.Refused;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Runs callbacks by themselves, each in a transaction of its own, or statement by statement where
/// it has transaction commands or its marker wants none. Nothing is recorded: a callback runs again
/// in the next run, whatever became of it. One in a transaction is tried again in this run when it
/// met a conflict.
final class CallbackRun {
  private final StopSignal stop;
  private final RunSessions sessions;
  private final ProgressListener listener;
  private final Duration lockRetry;

  /// @param lockRetry for how long a callback that was not given a lock is tried again
  CallbackRun(
      StopSignal stop, RunSessions sessions, ProgressListener listener, Duration lockRetry) {
    this.stop = stop;
    this.sessions = sessions;
    this.listener = listener;
    this.lockRetry = lockRetry;
  }

  /// @param statements the callback, cut
  void run(Script callback, List<SqlStatement> statements) {
    var backoff = new Backoff(stop, lockRetry);
    while (!tried(callback, statements, backoff)) {
      backoff.pause();
    }
  }

  /// @return whether it is done; else it is worth another try
  private boolean tried(Script callback, List<SqlStatement> statements, Backoff backoff) {
    stop.check();
    if (sessions.current().watch().lockLost()) {
      sessions.acquire();
    }
    Sessions now = sessions.current();
    ScriptBody body = ScriptBody.of(statements, callback.transactions());
    var journal = new Journal(statements, JournalState.NONE);
    var attempt = new Attempt(UUID.randomUUID(), callback, body, journal);
    now.watch().begin(attempt);
    sessions.changed();
    var run = new ScriptRun(now.work(), sessions.messages(), now.watch().position());
    AttemptOutcome outcome = run.callback(body);
    String blockers = now.watch().end();
    return switch (outcome) {
      case AttemptOutcome.Committed _ -> {
        renew(now, body);
        yield true;
      }
      case AttemptOutcome.Lost(var error) ->
          throw failure(attempt, new Refused(error, null), blockers);
      case Refused refused -> {
        EngineException failure = failure(attempt, refused, blockers);
        if (!heals(body, refused.error()) || !backoff.isDue(refused.error())) {
          throw failure;
        }
        listener.tell(
            failure.failure().message() + "; trying again", now.watch().blockersQueries());
        yield false;
      }
      case AttemptOutcome.Halted _, AttemptOutcome.Stopped _ ->
          throw new IllegalStateException("no callback is journaled");
    };
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
      sessions.acquire();
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

  private FailureKind kind(Refused refused) {
    if (stop.requested()) {
      return FailureKind.INTERRUPTED;
    }
    return sessions.current().watch().lockLost()
        ? FailureKind.SCRIPT_RETRYABLE
        : SqlFailures.inScript(refused.error());
  }
}
