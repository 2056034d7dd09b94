package dev.lockstep.engine.postgres;

import dev.lockstep.engine.Database;
import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.StopSignal;
import dev.lockstep.engine.postgres.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.AttemptOutcome.Lost;
import dev.lockstep.engine.postgres.AttemptOutcome.Refused;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// A schema of a PostgreSQL database: the entry to this package.
public final class PostgresDatabase implements Database {
  private final PostgresSettings settings;
  private final StopSignal stop;
  private final Connector connector;
  private final HistorySql sql;
  private final LockKeys keys;
  private final HistoryAccess access;
  private final Backoff backoff;
  private volatile @Nullable Sessions sessions;
  private @Nullable ScriptMessages messages;
  private boolean unsettled;

  public PostgresDatabase(PostgresTarget target, PostgresSettings settings, StopSignal stop) {
    this.settings = settings;
    this.stop = stop;
    this.connector = new Connector(target, settings, stop);
    this.sql = new HistorySql(Sql.identifier(settings.schema()), settings.runId());
    this.keys = LockKeys.of(settings.schema());
    this.access = new HistoryAccess(settings, sql, keys, stop);
    this.backoff = new Backoff(stop);
  }

  @Override
  public History read() {
    PgConnection connection = connector.connect();
    try {
      return access.read(connection);
    } catch (SQLException e) {
      throw access.failure(e);
    } finally {
      Sessions.close(connection);
    }
  }

  @Override
  public History acquire() {
    close();
    var lock = new LockSession(connector.connect(), settings, stop);
    PgConnection work = null;
    try {
      lock.acquire(keys.run());
      work = connector.connect();
      SessionDefaults defaults = access.takeOver(work, lock);
      messages = new ScriptMessages(sql, settings, keys, defaults);
      History history = access.closeDeadAttempts(work);
      sessions =
          new Sessions(
              lock, work, Sessions.strings(work), new SessionWatch(lock, work, settings.lock()));
      return history;
    } catch (SQLException e) {
      throw access.failure(e);
    } finally {
      if (sessions == null) {
        lock.close();
        if (work != null) {
          Sessions.close(work);
        }
      }
    }
  }

  @Override
  public List<String> refusals(Script script) {
    try {
      return cut(script).stream()
          .flatMap(statement -> Refusals.of(statement).stream())
          .map(refusal -> script.fileName() + refusal)
          .toList();
    } catch (SqlSyntaxException e) {
      return List.of("%s, line %d: %s".formatted(script.fileName(), e.line(), e.sentence()));
    }
  }

  @Override
  public Applied apply(Script script) {
    ScriptBody body = ScriptBody.of(cut(script));
    long end = System.nanoTime() + settings.advisoryLock().toNanos();
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
    current().watch().end();
    return access.appliedBy(current().work(), script);
  }

  private AttemptOutcome attempt(Attempt attempt) {
    Sessions now = current();
    now.watch().begin();
    unsettled = true;
    return new ScriptRun(now.work(), prepared()).run(attempt);
  }

  private Applied committed(Attempt attempt) {
    Sessions now = current();
    now.watch().end();
    backoff.reset();
    boolean otherEncoding = !"UTF8".equals(now.work().getParameterStatus("client_encoding"));
    if (attempt.body().needsReconnect() || otherEncoding) {
      settle();
      return Applied.NOW_READ_AGAIN;
    }
    return Applied.NOW;
  }

  /// Returns when the script is worth another try in this run.
  private void failed(Attempt attempt, Refused refused) {
    Sessions now = current();
    var words = words(attempt, now.watch().end());
    Failure failure;
    if (stop.requested()) {
      failure = words.interrupted(refused);
    } else {
      failure = now.watch().lockLost() ? words.lockLost(refused) : words.refused(refused);
    }
    access.recordFailure(now.work(), prepared(), attempt, failure);
    boolean again =
        !stop.requested()
            && attempt.body().mode() == ScriptBody.Mode.TRANSACTIONAL
            && SqlFailures.isConflict(refused.error())
            && backoff.pause();
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
    acquire();
    Sessions now = current();
    if (access.appliedBy(now.work(), attempt.script())) {
      return Applied.NOW_READ_AGAIN;
    }
    Failure failure = words(attempt, null).lost(error);
    access.recordFailure(now.work(), prepared(), attempt, failure);
    throw new EngineException(failure, List.of(), null, error);
  }

  private ScriptFailure words(Attempt attempt, @Nullable String blockers) {
    return new ScriptFailure(attempt, settings.statement(), blockers);
  }

  @Override
  public History settle() {
    Sessions now = current();
    try {
      History history = access.settle(now.work(), prepared(), unsettled);
      unsettled = false;
      return history;
    } catch (SQLException e) {
      throw access.failure(e);
    }
  }

  @Override
  public void cancel() {
    Sessions now = sessions;
    if (now != null) {
      now.watch().cancel();
    }
  }

  @Override
  public void close() {
    Sessions now = sessions;
    sessions = null;
    if (now != null) {
      now.close();
    }
  }

  private List<SqlStatement> cut(Script script) {
    return SqlLexer.cut(script.text(), current().strings());
  }

  private Sessions current() {
    Sessions now = sessions;
    if (now == null) {
      throw new EngineException(
          FailureKind.UNEXPECTED, "the run has no session", "This is a bug in Lockstep");
    }
    return now;
  }

  private ScriptMessages prepared() {
    if (messages == null) {
      throw new IllegalStateException("acquire() comes first");
    }
    return messages;
  }
}
