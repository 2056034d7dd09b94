package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Database.Applied;
import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.AttemptOutcome.Lost;
import dev.lockstep.engine.postgres.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.AttemptOutcome.Stopped;
import dev.lockstep.engine.postgres.AttemptOutcome.Uncommitted;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureClass;
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
  private final CallbackRun callbacks;
  private final ProgressListener listener;
  private final Backoff backoff;

  ScriptApplication(
      PostgresSettings settings,
      StopSignal stop,
      RunSessions sessions,
      HistoryAccess access,
      CallbackRun callbacks,
      ProgressListener listener) {
    this.settings = settings;
    this.stop = stop;
    this.sessions = sessions;
    this.access = access;
    this.callbacks = callbacks;
    this.listener = listener;
    this.backoff = new Backoff(stop, settings.timeouts().lockRetry());
  }

  /// @param statements the script, cut
  /// @param around the callbacks that run with it
  Applied apply(Script script, List<SqlStatement> statements, Surroundings around) {
    long end = System.nanoTime() + settings.timeouts().advisoryLock().toNanos();
    Attempt attempt = first(script, statements, around);
    while (true) {
      stop.check();
      AttemptOutcome outcome = attempt(attempt, around);
      // A switch makes a class at run time: those who only commit do without.
      if (!(outcome instanceof Uncommitted uncommitted)) {
        return committed(attempt, around);
      }
      switch (uncommitted) {
        case Lost(SQLException error) -> {
          return lost(attempt, error, around);
        }
        case Halted halted -> throw halted(attempt, words(attempt, null).halted(halted));
        case Stopped _ -> throw halted(attempt, words(attempt, null).stopped());
        case Refused refused -> {
          if (sessions.current().watch().lockLost() && !stop.requested()) {
            return lockLost(attempt, refused);
          } else if (wantsJournal(attempt, refused)) {
            attempt = attempt.journaled(ScriptBody.journaled(statements, script.transactions()));
            continue;
          } else if (!beforeBody(refused)) {
            failed(attempt, refused);
          } else if (applied(script)) {
            return Applied.BY_ANOTHER_RUN;
          } else if (!isFenceHeld(refused) || System.nanoTime() > end) {
            throw access.failure(refused.error());
          }
        }
      }
      attempt = next(attempt);
    }
  }

  /// A script that was begun with a journal goes on with it, whatever it looks like now.
  private Attempt first(Script script, List<SqlStatement> statements, Surroundings around) {
    JournalState state = sessions.journal(script);
    ScriptBody body =
        state.isEmpty()
            ? around.in(ScriptBody.of(statements, script.transactions()))
            : ScriptBody.journaled(statements, script.transactions());
    return new Attempt(UUID.randomUUID(), script, body, new Journal(statements, state));
  }

  private static Attempt next(Attempt last) {
    return new Attempt(UUID.randomUUID(), last.script(), last.body(), last.journal());
  }

  /// Nothing was applied, and the server wants the script as it is.
  private boolean wantsJournal(Attempt attempt, Refused refused) {
    return !stop.requested()
        && refused.message() != null
        && attempt.body().wantsJournal(refused.error(), refused.message().statement());
  }

  private EngineException halted(Attempt attempt, Failure failure) {
    Sessions now = sessions.current();
    now.watch().end();
    access.recordFailure(now.work(), sessions.messages(), attempt, failure);
    return new EngineException(failure);
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
          case BODY, JOURNAL, EPILOGUE, RECORD -> false;
        };
  }

  /// A predecessor that nobody waits for any more is still at work.
  private static boolean isFenceHeld(Refused refused) {
    return SqlFailures.has(refused.error(), SqlFailures.LOCK_NOT_AVAILABLE);
  }

  private boolean applied(Script script) {
    sessions.current().watch().end();
    return access.isDone(sessions.current().work(), script);
  }

  private AttemptOutcome attempt(Attempt attempt, Surroundings around) {
    around.runBefore(attempt.body(), callbacks);
    Sessions now = sessions.current();
    now.watch().begin(attempt);
    sessions.unsettle();
    var run = new ScriptRun(now.work(), sessions.messages(), now.watch().position());
    if (!attempt.body().mode().isJournaled()) {
      return run.transactional(attempt);
    }
    sessions.changed();
    var session = new JournalSession(now, run, sessions.messages(), attempt);
    var outside = new OutsideStep(session, settings.timeouts(), stop);
    return new JournaledRun(
            session, outside, attempt, backoff, stop, refused -> triedAgain(attempt, refused))
        .run();
  }

  private Applied committed(Attempt attempt, Surroundings around) {
    Sessions now = sessions.current();
    now.watch().end();
    backoff.reset();
    sessions.changed();
    boolean otherEncoding = !"UTF8".equals(now.work().getParameterStatus("client_encoding"));
    around.runAfter(attempt.body(), callbacks);
    if (attempt.body().needsReconnect() || otherEncoding || now.watch().lockLost()) {
      sessions.settle();
      return Applied.NOW_READ_AGAIN;
    }
    return Applied.NOW;
  }

  /// Returns when the script is worth another try in this run.
  private void failed(Attempt attempt, Refused refused) {
    Sessions now = sessions.current();
    var words = words(attempt, now.watch().end());
    Failure failure = stop.requested() ? words.interrupted(refused) : words.refused(refused);
    access.recordFailure(now.work(), sessions.messages(), attempt, failure);
    boolean again =
        !stop.requested()
            && attempt.body().mode() == ScriptBody.Mode.TRANSACTIONAL
            && SqlFailures.isConflict(refused.error())
            && backoff.isDue(refused.error());
    String confidential = confidential(refused.error(), now.watch().blockersQueries());
    if (!again) {
      throw new EngineException(failure, List.of(), confidential, refused.error());
    }
    listener.tell(failure.message() + "; trying again", confidential);
    backoff.pause();
  }

  /// A statement of a journaled script is tried again.
  private void triedAgain(Attempt attempt, Refused refused) {
    SessionWatch watch = sessions.current().watch();
    Failure failure = words(attempt, watch.blockers()).refused(refused);
    listener.tell(
        failure.message() + "; trying again",
        confidential(refused.error(), watch.blockersQueries()));
    watch.again();
  }

  private static @Nullable String confidential(SQLException error, @Nullable String queries) {
    String fromServer = SqlFailures.confidential(error);
    if (fromServer == null || queries == null) {
      return fromServer == null ? queries : fromServer;
    }
    return fromServer + "\n" + queries;
  }

  /// Another run may have the lock meanwhile: what is to be done has to be found out anew.
  private Applied lockLost(Attempt attempt, Refused refused) {
    Failure failure = words(attempt, null).lockLost(refused);
    access.recordFailure(sessions.current().work(), sessions.messages(), attempt, failure);
    return again(failure, refused.error());
  }

  /// The history decides what became of a script whose answer was lost.
  private Applied lost(Attempt attempt, SQLException error, Surroundings around) {
    boolean stopping = stop.requested();
    if (stopping) {
      throw new EngineException(words(attempt, null).interrupted(new Refused(error, null)));
    }
    listener.tell(
        "%s: the connection was lost; connecting again".formatted(attempt.script().fileName()),
        null);
    connectAgain(attempt);
    Sessions now = sessions.current();
    if (access.isDone(now.work(), attempt.script())) {
      sessions.changed();
      around.runAfter(attempt.body(), callbacks);
      return Applied.NOW_READ_AGAIN;
    }
    attempt.journal().noted(sessions.journal(attempt.script()));
    Failure failure = words(attempt, null).lost(error);
    access.recordFailure(now.work(), sessions.messages(), attempt, failure);
    return again(failure, error);
  }

  private void connectAgain(Attempt attempt) {
    try {
      sessions.acquire();
    } catch (EngineException e) {
      Failure failure = e.failure();
      throw failure.failureClass() == FailureClass.ENVIRONMENT
          ? new EngineException(
              words(attempt, null).cutOff(failure), e.errors(), e.confidential().orElse(null), e)
          : e;
    }
  }

  /// Nothing of the script is there that the next try does not know of.
  private Applied again(Failure failure, SQLException error) {
    if (!SqlFailures.canHealAtOnce(error) || !backoff.isDue(error)) {
      throw new EngineException(failure, List.of(), null, error);
    }
    listener.tell(failure.message() + "; trying again", null);
    backoff.pause();
    return Applied.NOT_NOW;
  }

  private ScriptFailure words(Attempt attempt, @Nullable String blockers) {
    return new ScriptFailure(attempt, settings.timeouts().statement(), blockers);
  }
}
