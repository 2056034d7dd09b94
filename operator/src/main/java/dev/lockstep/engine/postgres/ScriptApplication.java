package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Database.Applied;
import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.AttemptOutcome.Lost;
import dev.lockstep.engine.postgres.AttemptOutcome.Refused;
import dev.lockstep.schema.Failure;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Applies scripts: tries each until it is applied or has failed for good, and decides what every
/// outcome of a try means.
final class ScriptApplication {
  private final PostgresSettings settings;
  private final StopSignal stop;
  private final RunSessions sessions;
  private final HistoryAccess access;
  private final Backoff backoff;

  ScriptApplication(
      PostgresSettings settings, StopSignal stop, RunSessions sessions, HistoryAccess access) {
    this.settings = settings;
    this.stop = stop;
    this.sessions = sessions;
    this.access = access;
    this.backoff = new Backoff(stop, settings.timeouts().lockRetry());
  }

  /// @param statements the script, cut
  Applied apply(Script script, List<SqlStatement> statements) {
    ScriptBody body = ScriptBody.of(statements);
    long end = System.nanoTime() + settings.timeouts().advisoryLock().toNanos();
    while (true) {
      stop.check();
      var attempt = new Attempt(UUID.randomUUID(), script, body);
      AttemptOutcome outcome = attempt(attempt);
      switch (outcome) {
        case Committed _ -> {
          return committed(attempt);
        }
        case Lost(SQLException error) -> {
          return lost(attempt, error);
        }
        case Refused refused -> {
          if (!beforeBody(refused)) {
            failed(attempt, refused);
          } else if (applied(script)) {
            return Applied.BY_ANOTHER_RUN;
          } else if (!isFenceHeld(refused) || System.nanoTime() > end) {
            throw access.failure(refused.error());
          }
        }
      }
    }
  }

  /// Nothing of the script was run.
  private boolean beforeBody(Refused refused) {
    Message message = refused.message();
    return message != null
        && !stop.requested()
        && switch (message.part()) {
          case PROLOGUE -> true;
          // The attempt's row could be written: it is the script that made itself read-only.
          case CLAIM -> !SqlFailures.has(refused.error(), SqlFailures.READ_ONLY_TRANSACTION);
          case BODY, EPILOGUE -> false;
        };
  }

  /// A predecessor that nobody waits for any more is still at work.
  private static boolean isFenceHeld(Refused refused) {
    return SqlFailures.has(refused.error(), SqlFailures.LOCK_NOT_AVAILABLE);
  }

  private boolean applied(Script script) {
    sessions.current().watch().end();
    return access.appliedBy(sessions.current().work(), script);
  }

  private AttemptOutcome attempt(Attempt attempt) {
    Sessions now = sessions.current();
    now.watch().begin();
    sessions.unsettle();
    return new ScriptRun(now.work(), sessions.messages()).run(attempt);
  }

  private Applied committed(Attempt attempt) {
    Sessions now = sessions.current();
    now.watch().end();
    backoff.reset();
    boolean otherEncoding = !"UTF8".equals(now.work().getParameterStatus("client_encoding"));
    if (attempt.body().needsReconnect() || otherEncoding) {
      sessions.settle();
      return Applied.NOW_READ_AGAIN;
    }
    return Applied.NOW;
  }

  /// Returns when the script is worth another try in this run.
  private void failed(Attempt attempt, Refused refused) {
    Sessions now = sessions.current();
    var words = words(attempt, now.watch().end());
    Failure failure;
    if (stop.requested()) {
      failure = words.interrupted(refused);
    } else {
      failure = now.watch().lockLost() ? words.lockLost(refused) : words.refused(refused);
    }
    access.recordFailure(now.work(), sessions.messages(), attempt, failure);
    boolean again =
        !stop.requested()
            && attempt.body().mode() == ScriptBody.Mode.TRANSACTIONAL
            && SqlFailures.isConflict(refused.error())
            && backoff.pause(refused.error());
    if (!again) {
      throw new EngineException(
          failure, List.of(), SqlFailures.confidential(refused.error()), refused.error());
    }
  }

  /// The history decides what became of a script whose answer was lost.
  private Applied lost(Attempt attempt, SQLException error) {
    boolean stopping = stop.requested();
    if (stopping) {
      throw new EngineException(words(attempt, null).interrupted(new Refused(error, null)));
    }
    sessions.acquire();
    Sessions now = sessions.current();
    if (access.appliedBy(now.work(), attempt.script())) {
      return Applied.NOW_READ_AGAIN;
    }
    Failure failure = words(attempt, null).lost(error);
    access.recordFailure(now.work(), sessions.messages(), attempt, failure);
    throw new EngineException(failure, List.of(), null, error);
  }

  private ScriptFailure words(Attempt attempt, @Nullable String blockers) {
    return new ScriptFailure(attempt, settings.timeouts().statement(), blockers);
  }
}
