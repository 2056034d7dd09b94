package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Script;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.jdbc.PgConnection;

/// Reads and writes the history over a connection that others own, in as few round trips as can be.
final class HistoryAccess {
  private final PostgresSettings settings;
  private final HistorySql sql;
  private final LockKeys keys;

  HistoryAccess(PostgresSettings settings, HistorySql sql, LockKeys keys) {
    this.settings = settings;
    this.sql = sql;
    this.keys = keys;
  }

  /// Reads as anybody may.
  History read(PgConnection connection) throws SQLException {
    Reply state =
        Pipeline.ask(connection, List.of(HistoryLayout.stateQuery(settings.schema())))
            .orThrow()
            .at(0);
    return switch (HistoryState.of(state.rows().getFirst(), settings.schema())) {
      case NO_SCHEMA, NO_TABLE -> History.NONE;
      case BARE -> history(Pipeline.ask(connection, List.of(sql.readBare())).orThrow().at(0));
      case OUTDATED, CURRENT ->
          history(Pipeline.ask(connection, List.of(sql.read())).orThrow().at(0));
    };
  }

  /// Takes the lock of the work session, behind which nobody works any more, and makes the tables.
  SessionDefaults takeOver(PgConnection work, LockSession lock) throws SQLException {
    var statements =
        List.of(
            "SELECT pg_try_advisory_lock(%d)".formatted(keys.work()),
            HistoryLayout.stateQuery(settings.schema()),
            SessionDefaults.QUERY);
    LockWait wait = lock.waitFor(keys.work());
    Replies replies = Pipeline.ask(work, statements).orThrow();
    while (!replies.at(0).isTrue()) {
      wait.pause();
      replies = Pipeline.ask(work, statements).orThrow();
    }
    HistoryState state = HistoryState.of(replies.at(1).rows().getFirst(), settings.schema());
    if (state != HistoryState.CURRENT) {
      upgrade(work, state);
    }
    return SessionDefaults.of(replies.at(2));
  }

  private void upgrade(PgConnection work, HistoryState from) throws SQLException {
    Replies replies = Pipeline.tell(work, new HistoryLayout(sql.schema()).upgrade(from));
    SQLException error = replies.error();
    if (from == HistoryState.NO_SCHEMA
        && error != null
        && SqlFailures.has(error, SqlFailures.INSUFFICIENT_PRIVILEGE)) {
      throw new EngineException(
          new Failure(
              FailureKind.PRIVILEGE_MISSING,
              FailureKind.PRIVILEGE_MISSING.failureClass(),
              null,
              null,
              null,
              error.getSQLState(),
              "Schema %s does not exist, and it cannot be created: %s"
                  .formatted(settings.schema(), SqlFailures.sentence(error)),
              "Create the schema and GRANT USAGE, CREATE on it to the user, or GRANT CREATE on the database"));
    }
    replies.orThrow();
  }

  /// Closes what dead runs left open, and reads the history.
  History closeDeadAttempts(PgConnection work) throws SQLException {
    return history(
        Pipeline.ask(work, List.of(sql.closeDeadAttempts(), sql.read())).orThrow().at(1));
  }

  /// Makes all earlier commits durable, if there were any, and reads the history.
  History settle(PgConnection work, ScriptMessages messages, boolean flush) throws SQLException {
    if (!flush) {
      return history(Pipeline.ask(work, List.of(sql.read())).orThrow().at(0));
    }
    var statements = List.of("DISCARD ALL", messages.ownSession(), HistorySql.flush(), sql.read());
    return history(Pipeline.ask(work, statements).orThrow().at(3));
  }

  /// Whether the history has a script as applied.
  boolean appliedBy(PgConnection work, Script script) {
    try {
      return !Pipeline.ask(work, List.of("DISCARD ALL", sql.appliedChecksum(script)))
          .orThrow()
          .at(1)
          .rows()
          .isEmpty();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// Records a failed attempt, durably. When even that fails, the next run closes the attempt.
  void recordFailure(PgConnection work, ScriptMessages messages, Attempt attempt, Failure failure) {
    var statements =
        List.of(
            "DISCARD ALL",
            messages.ownSession(),
            "BEGIN",
            sql.failAttempt(attempt.id(), failure),
            sql.failHistory(attempt.script(), failure),
            "COMMIT");
    try {
      Replies replies = Pipeline.tell(work, statements);
      // A cancel request that was under way for the script may have hit this instead.
      if (replies.error() != null) {
        Pipeline.tell(work, List.of("ROLLBACK")).orThrow();
        Pipeline.tell(work, statements).orThrow();
      }
    } catch (SQLException e) {
      org.slf4j.LoggerFactory.getLogger(HistoryAccess.class)
          .atWarn()
          .addKeyValue("script", attempt.script().fileName())
          .addKeyValue("sqlState", e.getSQLState())
          .log("The failure could not be recorded; the next run closes the attempt");
    }
  }

  /// The failure of a statement of ours.
  EngineException failure(SQLException error) {
    FailureKind kind = SqlFailures.inHistory(error);
    return new EngineException(
        new Failure(
            kind,
            kind.failureClass(),
            null,
            null,
            null,
            error.getSQLState(),
            "The history in schema %s cannot be used: %s"
                .formatted(settings.schema(), SqlFailures.sentence(error)),
            hint(kind)),
        List.of(),
        SqlFailures.confidential(error),
        error);
  }

  private String hint(FailureKind kind) {
    return switch (kind) {
      case PRIVILEGE_MISSING ->
          "GRANT USAGE, CREATE ON SCHEMA %s to the user, and ownership of the history's tables"
              .formatted(settings.schema());
      case DATABASE_READ_ONLY -> "Connect to the primary server";
      case HISTORY_UNUSABLE -> "Compare its tables with those of a fresh database";
      default -> "Run it again";
    };
  }

  private static History history(Reply reply) {
    return new History(reply.rows().stream().map(HistorySql::record).toList());
  }
}
