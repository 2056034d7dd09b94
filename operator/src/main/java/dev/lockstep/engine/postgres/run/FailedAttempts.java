package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.ProgressListener;
import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.Session.Applied;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.history.HistoryStore;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.Failure;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Records and reports attempts that have failed, and determines whether their scripts are retried
/// in this run.
final class FailedAttempts {
  private final RunSettings settings;
  private final StopSignal stop;
  private final RunSessions sessions;
  private final HistoryStore access;
  private final ProgressListener listener;
  private final Backoff backoff;

  FailedAttempts(
      RunSettings settings,
      StopSignal stop,
      RunSessions sessions,
      HistoryStore access,
      ProgressListener listener,
      Backoff backoff) {
    this.settings = settings;
    this.stop = stop;
    this.sessions = sessions;
    this.access = access;
    this.listener = listener;
    this.backoff = backoff;
  }

  /// Records and returns the failure of an attempt that cannot continue.
  EngineException halted(Attempt attempt, Failure failure) {
    Sessions now = sessions.current();
    now.watch().end();
    record(now, attempt, failure);
    return new EngineException(failure);
  }

  /// Handles a failure; returns only if the script should be retried in this run.
  void failed(Attempt attempt, Refused refused) {
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
    record(now, attempt, failure);
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
  void triedAgain(Attempt attempt, Refused refused) {
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
  Applied lockLost(Attempt attempt, Refused refused) {
    Failure failure = words(attempt, null).lockLost(refused);
    record(sessions.current(), attempt, failure);
    return again(failure, refused.error());
  }

  /// Retries the script: everything that it left is known to the next attempt.
  Applied again(Failure failure, SQLException error) {
    if (!SqlFailures.canHealAtOnce(error) || !backoff.isDue(error)) {
      throw new EngineException(failure, List.of(), null, error);
    }
    listener.tell(failure.message() + "; trying again", null);
    backoff.pause();
    return Applied.RETRY;
  }

  /// The failures of an attempt.
  ScriptFailure words(Attempt attempt, @Nullable String blockers) {
    return new ScriptFailure(attempt, settings.timeouts().statement(), blockers);
  }

  /// Records a failure.
  void record(Sessions now, Attempt attempt, Failure failure) {
    SessionOptions session = sessions.messages().session();
    access.failureRecord().record(now.work(), session, attempt.id(), attempt.script(), failure);
  }
}
