package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.Prepared;
import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.Session.Applied;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Halted;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Lost;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Stopped;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Uncommitted;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Applies scripts in their order: retries each until it is applied or has failed permanently, and
/// handles every outcome of an attempt.
public final class ScriptApplication {
  private final RunSettings settings;
  private final StopSignal stop;
  private final RunSessions sessions;
  private final HistoryStore access;
  private final CallbackRun callbacks;
  private final ProgressListener listener;
  private final Backoff backoff;
  private final FailedAttempts failures;

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
    this.failures = new FailedAttempts(settings, stop, sessions, access, listener, backoff);
  }

  /// Applies scripts, and retries each while other sessions hold a lock that it needs.
  ///
  /// @param around the callbacks that run with each script
  /// @param applied receives each script that was applied and recorded
  public Applied apply(
      Iterator<Prepared> scripts, ScriptCallbacks around, Consumer<Script> applied) {
    var queue = new ScriptQueue(scripts, around, sessions, applied);
    while (!queue.isEmpty()) {
      stop.check();
      AttemptOutcome outcome = attempt(queue);
      // A switch generates a class at run time, which a run without errors does not need.
      Applied ended =
          outcome instanceof Uncommitted uncommitted
              ? uncommitted(queue, uncommitted)
              : reloadAfter(queue.last());
      if (ended != null) {
        return ended;
      }
    }
    return Applied.APPLIED;
  }

  /// Handles the outcome of the first script that was not committed.
  ///
  /// @return null if the queue can be continued
  private @Nullable Applied uncommitted(ScriptQueue queue, Uncommitted uncommitted) {
    Attempt attempt = queue.head();
    return switch (uncommitted) {
      case Lost gone -> lost(queue, gone);
      case Halted halted ->
          throw failures.halted(attempt, failures.words(attempt, null).halted(halted));
      case Stopped _ -> throw failures.halted(attempt, failures.words(attempt, null).stopped());
      case Refused refused -> refused(queue, refused);
    };
  }

  private @Nullable Applied refused(ScriptQueue queue, Refused refused) {
    Attempt attempt = queue.head();
    if (sessions.current().watch().lockLost() && !stop.requested()) {
      return failures.lockLost(attempt, refused);
    }
    Attempt otherwise = stop.requested() ? null : attempt.otherwise(queue.statements(), refused);
    if (otherwise != null) {
      queue.retry(otherwise);
      return null;
    }
    if (stop.requested() || !refused.isBeforeBody()) {
      failures.failed(attempt, refused);
      queue.retry(attempt.again());
      return null;
    }
    if (applied(attempt.script())) {
      return Applied.BY_ANOTHER_RUN;
    }
    if (queue.headIsFirst() && !mayWaitForFence(queue, refused)) {
      throw access.failure(refused.error());
    }
    queue.retry(attempt);
    return null;
  }

  /// Whether a predecessor whose client no longer exists is still running, and may still be waited
  /// for.
  private boolean mayWaitForFence(ScriptQueue queue, Refused refused) {
    return SqlFailures.has(refused.error(), SqlFailures.LOCK_NOT_AVAILABLE)
        && queue.headFor().compareTo(settings.timeouts().advisoryLock()) <= 0;
  }

  private boolean applied(Script script) {
    sessions.current().watch().end();
    return access.isDone(sessions.current().work(), sessions.messages().session(), script);
  }

  /// Sends the next scripts.
  ///
  /// @return the outcome of the first one that was not committed
  private AttemptOutcome attempt(ScriptQueue queue) {
    List<WireStatement> batch = queue.batch();
    Attempt first = queue.head();
    queue.around().runBefore(first.body(), callbacks);
    Sessions now = sessions.current();
    sessions.unsettle();
    begin(first);
    var run =
        new ScriptRun(now.work(), sessions.messages(), now.watch().position(), sessions.notices());
    try {
      return first.body().mode().isJournaled()
          ? journaled(first, now, run).then(() -> journaledCommitted(queue))
          : run.transactional(batch, () -> committed(queue));
    } finally {
      sessions.notices().end();
    }
  }

  private void begin(Attempt attempt) {
    sessions.current().watch().begin(attempt);
    sessions.notices().begin(attempt.script());
  }

  /// Called when the server has reported the commit of the first script, while those that were sent
  /// with it are running.
  private void committed(ScriptQueue queue) {
    sessions.notices().end();
    sessions.changed();
    backoff.reset();
    queue.applied();
    Attempt next = queue.sentNext();
    if (next != null) {
      begin(next);
    }
  }

  private AttemptOutcome journaledCommitted(ScriptQueue queue) {
    Attempt attempt = queue.head();
    sessions.current().watch().end();
    sessions.notices().end();
    backoff.reset();
    queue.around().runAfter(attempt.body(), callbacks);
    queue.applied();
    return new Committed();
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
            refused -> failures.triedAgain(attempt, refused))
        .run();
  }

  /// Determines whether the session can run the next script.
  ///
  /// @param last the last script that was sent; all are committed
  /// @return null if it can
  private @Nullable Applied reloadAfter(Attempt last) {
    Sessions now = sessions.current();
    now.watch().end();
    boolean otherEncoding = !"UTF8".equals(now.work().getParameterStatus("client_encoding"));
    if (!last.body().needsReconnect() && !otherEncoding && !now.watch().lockLost()) {
      return null;
    }
    sessions.settle();
    return Applied.APPLIED_RELOAD;
  }

  /// Handles the loss of the session: the history determines which of the scripts that were sent
  /// are committed.
  private Applied lost(ScriptQueue queue, Lost gone) {
    Attempt first = queue.head();
    if (stop.requested()) {
      throw new EngineException(
          failures.words(first, null).interrupted(new Refused(gone.error(), null)));
    }
    if (gone.changesDateStyle() == null) {
      String file = first.script().fileName();
      listener.tell("%s: the connection was lost; connecting again".formatted(file), null);
    }
    connectAgain(first);
    Sessions now = sessions.current();
    SessionOptions session = sessions.messages().session();
    for (Attempt sent = first; sent != null; sent = queue.sentNext()) {
      if (!access.isDone(now.work(), session, sent.script())) {
        // A script behind a committed one has not failed, even if the server has begun it.
        return sent.id().equals(first.id()) ? notCommitted(sent, gone) : Applied.APPLIED_RELOAD;
      }
      if (!access.isSuccess(now.work(), sent.id())) {
        return Applied.BY_ANOTHER_RUN;
      }
      sessions.changed();
      queue.around().runAfter(sent.body(), callbacks);
      queue.applied();
    }
    return Applied.APPLIED_RELOAD;
  }

  private Applied notCommitted(Attempt attempt, Lost gone) {
    SQLException error = gone.error();
    Sessions now = sessions.current();
    attempt.journal().noted(sessions.journal(attempt.script()));
    WireStatement changesDateStyle = gone.changesDateStyle();
    Failure failure =
        changesDateStyle == null
            ? failures.words(attempt, null).lost(error)
            : failures.words(attempt, null).dateStyle(changesDateStyle);
    failures.record(now, attempt, failure);
    if (changesDateStyle != null) {
      throw new EngineException(failure, List.of(), null, error);
    }
    return failures.again(failure, error);
  }

  private void connectAgain(Attempt attempt) {
    try {
      sessions.renew();
    } catch (EngineException e) {
      // Whatever prevents a new connection, the failure names the script, which may be committed.
      throw new EngineException(
          failures.words(attempt, null).cutOff(e.failure()),
          e.errors(),
          e.confidential().orElse(null),
          e);
    }
  }
}
