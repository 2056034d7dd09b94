package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.Session.Applied;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.journal.Journal;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Lost;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Stopped;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Uncommitted;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Applies scripts: retries each until it is applied or has failed permanently, and handles every
/// outcome of an attempt.
public final class ScriptApplication {
  private final RunSettings settings;
  private final StopSignal stop;
  private final RunSessions sessions;
  private final HistoryStore access;
  private final CallbackRun callbacks;
  private final ProgressListener listener;
  private final Backoff backoff;

  public ScriptApplication(
      RunSettings settings,
      StopSignal stop,
      RunSessions sessions,
      HistoryStore access,
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

  /// Applies a script, and retries it while other sessions hold a lock that it needs.
  ///
  /// @param statements the script's statements
  /// @param around the callbacks that run with it
  public Applied apply(Script script, List<SqlStatement> statements, ScriptCallbacks around) {
    long end = System.nanoTime() + settings.timeouts().advisoryLock().toNanos();
    Attempt attempt = first(script, statements, around);
    while (true) {
      stop.check();
      AttemptOutcome outcome = attempt(attempt, around);
      // A switch generates a class at run time, which a run without errors does not need.
      if (!(outcome instanceof Uncommitted uncommitted)) {
        return committed(attempt, around);
      }
      switch (uncommitted) {
        case Lost gone -> {
          return lost(attempt, gone, around);
        }
        case Halted halted -> throw halted(attempt, words(attempt, null).halted(halted));
        case Stopped _ -> throw halted(attempt, words(attempt, null).stopped());
        case Refused refused -> {
          switch (refused(attempt, statements, refused, end)) {
            case Next.Ended(Applied applied) -> {
              return applied;
            }
            case Next.Attempted(Attempt next) -> attempt = next;
          }
        }
      }
    }
  }

  /// The step that follows an error of the server.
  private sealed interface Next {
    /// The call returns.
    record Ended(Applied applied) implements Next {}

    /// The script is attempted again.
    record Attempted(Attempt attempt) implements Next {}
  }

  private Next refused(Attempt attempt, List<SqlStatement> statements, Refused refused, long end) {
    if (sessions.current().watch().lockLost() && !stop.requested()) {
      return new Next.Ended(lockLost(attempt, refused));
    }
    ScriptBody otherwise = stop.requested() ? null : attempt.otherwise(statements, refused);
    if (otherwise != null) {
      return new Next.Attempted(attempt.with(otherwise));
    }
    if (stop.requested() || !refused.isBeforeBody()) {
      failed(attempt, refused);
    } else if (applied(attempt.script())) {
      return new Next.Ended(Applied.BY_ANOTHER_RUN);
    } else if (!isFenceHeld(refused) || System.nanoTime() > end) {
      throw access.failure(refused.error());
    }
    return new Next.Attempted(
        new Attempt(UUID.randomUUID(), attempt.script(), attempt.body(), attempt.journal()));
  }

  /// The first attempt. A script that was started with a journal continues with it, whatever its
  /// statements are now.
  private Attempt first(Script script, List<SqlStatement> statements, ScriptCallbacks around) {
    JournalState state = sessions.journal(script);
    ScriptBody body =
        state.isEmpty()
            ? around.in(ScriptBody.of(statements, script.transactions()))
            : ScriptBody.journaled(statements, script.transactions());
    return new Attempt(UUID.randomUUID(), script, body, new Journal(statements, state));
  }

  private EngineException halted(Attempt attempt, Failure failure) {
    Sessions now = sessions.current();
    now.watch().end();
    recordFailure(now, attempt, failure);
    return new EngineException(failure);
  }

  /// Whether a predecessor whose client no longer exists is still running.
  private static boolean isFenceHeld(Refused refused) {
    return SqlFailures.has(refused.error(), SqlFailures.LOCK_NOT_AVAILABLE);
  }

  private boolean applied(Script script) {
    sessions.current().watch().end();
    return access.isDone(sessions.current().work(), sessions.messages().session(), script);
  }

  private AttemptOutcome attempt(Attempt attempt, ScriptCallbacks around) {
    around.runBefore(attempt.body(), callbacks);
    Sessions now = sessions.current();
    now.watch().begin(attempt);
    sessions.unsettle();
    Notices notices = sessions.notices();
    var run = new ScriptRun(now.work(), sessions.messages(), now.watch().position(), notices);
    notices.begin(attempt.script());
    try {
      return attempt.body().mode().isJournaled()
          ? journaled(attempt, now, run)
          : run.transactional(attempt);
    } finally {
      notices.end();
    }
  }

  private AttemptOutcome journaled(Attempt attempt, Sessions now, ScriptRun run) {
    sessions.changed();
    var session = new JournalSession(now, run, sessions.messages(), attempt);
    return new JournaledRun(
            session,
            attempt,
            settings.timeouts(),
            backoff,
            stop,
            refused -> triedAgain(attempt, refused))
        .run();
  }

  private Applied committed(Attempt attempt, ScriptCallbacks around) {
    Sessions now = sessions.current();
    now.watch().end();
    backoff.reset();
    sessions.changed();
    boolean otherEncoding = !"UTF8".equals(now.work().getParameterStatus("client_encoding"));
    around.runAfter(attempt.body(), callbacks);
    if (attempt.body().needsReconnect() || otherEncoding || now.watch().lockLost()) {
      sessions.settle();
      return Applied.APPLIED_RELOAD;
    }
    return Applied.APPLIED;
  }

  /// Handles a failure; returns only if the script should be retried in this run.
  private void failed(Attempt attempt, Refused refused) {
    Sessions now = sessions.current();
    var words = words(attempt, now.watch().end());
    Failure failure;
    if (stop.requested()) {
      failure = words.interrupted(refused);
    } else if (refused.copies(now.work().getQueryExecutor().getDatabase())) {
      failure = words.copyOfItself(refused);
    } else {
      failure = words.refused(refused);
    }
    recordFailure(now, attempt, failure);
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

  /// Reports that a statement of a journaled script is retried.
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

  /// Handles the loss of the lock: another run may have acquired it in the meantime, so the plan
  /// must be made again.
  private Applied lockLost(Attempt attempt, Refused refused) {
    Failure failure = words(attempt, null).lockLost(refused);
    recordFailure(sessions.current(), attempt, failure);
    return again(failure, refused.error());
  }

  /// Handles the loss of the session: the history determines whether the script was committed.
  private Applied lost(Attempt attempt, Lost gone, ScriptCallbacks around) {
    SQLException error = gone.error();
    if (stop.requested()) {
      throw new EngineException(words(attempt, null).interrupted(new Refused(error, null)));
    }
    WireStatement changesDateStyle = gone.changesDateStyle();
    if (changesDateStyle == null) {
      listener.tell(
          "%s: the connection was lost; connecting again".formatted(attempt.script().fileName()),
          null);
    }
    connectAgain(attempt);
    Sessions now = sessions.current();
    if (access.isDone(now.work(), sessions.messages().session(), attempt.script())) {
      if (!access.isSuccess(now.work(), attempt.id())) {
        return Applied.BY_ANOTHER_RUN;
      }
      sessions.changed();
      around.runAfter(attempt.body(), callbacks);
      return Applied.APPLIED_RELOAD;
    }
    attempt.journal().noted(sessions.journal(attempt.script()));
    Failure failure =
        changesDateStyle == null
            ? words(attempt, null).lost(error)
            : words(attempt, null).dateStyle(changesDateStyle);
    recordFailure(now, attempt, failure);
    if (changesDateStyle != null) {
      throw new EngineException(failure, List.of(), null, error);
    }
    return again(failure, error);
  }

  private void connectAgain(Attempt attempt) {
    try {
      sessions.renew();
    } catch (EngineException e) {
      // Whatever prevents a new connection, the failure names the script, which may be committed.
      throw new EngineException(
          words(attempt, null).cutOff(e.failure()), e.errors(), e.confidential().orElse(null), e);
    }
  }

  /// Retries the script: everything that it left is known to the next attempt.
  private Applied again(Failure failure, SQLException error) {
    if (!SqlFailures.canHealAtOnce(error) || !backoff.isDue(error)) {
      throw new EngineException(failure, List.of(), null, error);
    }
    listener.tell(failure.message() + "; trying again", null);
    backoff.pause();
    return Applied.RETRY;
  }

  private ScriptFailure words(Attempt attempt, @Nullable String blockers) {
    return new ScriptFailure(attempt, settings.timeouts().statement(), blockers);
  }

  private void recordFailure(Sessions now, Attempt attempt, Failure failure) {
    SessionOptions session = sessions.messages().session();
    access.failureRecord().record(now.work(), session, attempt.id(), attempt.script(), failure);
  }
}
