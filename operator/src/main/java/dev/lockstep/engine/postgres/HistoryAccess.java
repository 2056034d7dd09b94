package dev.lockstep.engine.postgres;

import dev.lockstep.engine.EngineException;
import dev.lockstep.engine.History;
import dev.lockstep.engine.Script;
import dev.lockstep.engine.Takeover;
import dev.lockstep.schema.Failure;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.postgresql.jdbc.PgConnection;

/// Reads and writes the history over a connection that others own, in as few round trips as can be.
final class HistoryAccess {
  private final PostgresSettings settings;
  private final HistorySql sql;
  private final LockKeys keys;
  private final PostgresTarget target;

  HistoryAccess(PostgresSettings settings, HistorySql sql, LockKeys keys, PostgresTarget target) {
    this.settings = settings;
    this.target = target;
    this.sql = sql;
    this.keys = keys;
  }

  /// As whom and with which settings the sessions work.
  SessionOptions session() {
    return target.session();
  }

  /// Reads as anybody may.
  History read(PgConnection connection) throws SQLException {
    var role = new SessionOptions(target.session().role(), Map.of());
    Reply state =
        prepared(connection, role, List.of(HistoryLayout.stateQuery(settings.schema()))).getFirst();
    return read(connection, HistoryState.of(state.rows().getFirst(), settings.schema()));
  }

  private History read(PgConnection connection, HistoryState state) throws SQLException {
    return switch (state) {
      case NO_SCHEMA, NO_TABLE -> History.NONE;
      case BARE -> history(Pipeline.ask(connection, List.of(sql.readBare())).orThrow().at(0));
      case OUTDATED, CURRENT ->
          history(Pipeline.ask(connection, List.of(sql.read())).orThrow().at(0));
    };
  }

  /// A session that looks at what is there, as anybody may.
  void prepare(PgConnection connection) throws SQLException {
    prepared(connection, new SessionOptions(target.session().role(), Map.of()), List.of());
  }

  /// Records what was applied by others, durably.
  void record(PgConnection work, ScriptMessages messages, Takeover takeover) throws SQLException {
    var statements = new ArrayList<>(messages.session().reset());
    statements.add(messages.ownSession());
    statements.addAll(new TakeoverSql(sql.schema(), sql.runId()).record(takeover));
    Replies replies = Pipeline.tell(work, statements);
    if (replies.error() != null) {
      Pipeline.tell(work, List.of("ROLLBACK"));
      throw replies.error();
    }
  }

  /// Takes the lock of the work session, behind which nobody works any more.
  Taken takeOver(PgConnection work, LockSession lock) throws SQLException {
    var statements =
        List.of(
            "SELECT pg_try_advisory_lock(%d)".formatted(keys.work()),
            HistoryLayout.stateQuery(settings.schema()),
            SessionDefaults.QUERY,
            Preflight.query(settings.schema(), lock.process()));
    LockWait wait = lock.waitFor(keys.work());
    List<Reply> replies = prepared(work, target.session(), statements);
    while (!replies.getFirst().isTrue()) {
      wait.pause();
      replies = prepared(work, target.session(), statements);
    }
    HistoryState state = HistoryState.of(replies.get(1).rows().getFirst(), settings.schema());
    Preflight.of(replies.get(3)).check(state, settings.schema());
    return new Taken(state, SessionDefaults.of(replies.get(2), target.session(), settings));
  }

  /// What a session finds that has taken its lock.
  record Taken(HistoryState state, SessionDefaults defaults) {}

  /// Makes the tables, where they are not as they should be.
  void upgrade(PgConnection work, HistoryState from) throws SQLException {
    if (from != HistoryState.CURRENT) {
      Pipeline.tell(work, new HistoryLayout(sql.schema()).upgrade(from)).orThrow();
    }
  }

  /// Asks in a session that takes the user's role and settings first, in the same round trip.
  ///
  /// @return the answers to the statements alone
  private List<Reply> prepared(
      PgConnection connection, SessionOptions options, List<String> statements)
      throws SQLException {
    List<String> trial = options.trial();
    var all = new ArrayList<>(trial);
    all.addAll(statements);
    Replies replies = Pipeline.ask(connection, all);
    SQLException error = replies.error();
    int answered = replies.before().size();
    if (error != null && answered < trial.size() && !SqlFailures.isConnectionLost(error)) {
      throw options.refusal(answered, target.user(), error);
    }
    return replies.orThrow().before().subList(trial.size(), all.size());
  }

  /// What the database has recorded when a run begins.
  ///
  /// @param journals of the scripts that are begun and not through, by their names
  /// @param priorTables what [PriorTable#query] shows; nothing where anything is recorded
  record Recorded(History history, Map<String, JournalState> journals, Reply priorTables) {
    static final Recorded NOTHING = new Recorded(History.NONE, Map.of(), new Reply("", List.of()));

    Recorded with(History now) {
      return new Recorded(now, journals, priorTables);
    }
  }

  /// What is recorded, for who does not write.
  Recorded recorded(PgConnection work, HistoryState state) throws SQLException {
    Reply priorTables =
        Pipeline.ask(work, List.of(PriorTable.query(settings.schema()))).orThrow().at(0);
    return new Recorded(read(work, state), Map.of(), priorTables);
  }

  /// Closes what dead runs left open, and reads the history.
  Recorded closeDeadAttempts(PgConnection work) throws SQLException {
    var journals = new JournalSql(sql.schema(), keys);
    Replies replies =
        Pipeline.ask(
                work,
                List.of(
                    sql.closeDeadAttempts(),
                    sql.read(),
                    journals.open(),
                    PriorTable.queryUnlessRecorded(
                        settings.schema(), sql.schema() + ".migration_history")))
            .orThrow();
    return new Recorded(history(replies.at(1)), JournalState.of(replies.at(2)), replies.at(3));
  }

  /// The undo texts of what is applied, by the scripts' names.
  Map<String, String> undoTexts(PgConnection work) throws SQLException {
    var undo = new UndoSql(sql.schema(), sql.runId());
    return UndoSql.texts(Pipeline.ask(work, List.of(undo.read())).orThrow().at(0));
  }

  /// Makes all earlier commits durable and reads the history.
  ///
  /// @param last what is done after that, if it can be
  History settle(PgConnection work, ScriptMessages messages, List<String> last)
      throws SQLException {
    var statements = new ArrayList<>(target.session().resetAfterScript());
    statements.addAll(List.of(messages.ownSession(), HistorySql.flush(), sql.read()));
    int history = statements.size() - 1;
    statements.addAll(last);
    Replies replies = Pipeline.ask(work, statements);
    if (replies.before().size() <= history) {
      replies.orThrow();
    }
    return history(replies.at(history));
  }

  /// Whether the history has a script as done: applied, or undone where it is an undo.
  boolean isDone(PgConnection work, Script script) {
    var statements = new ArrayList<>(target.session().resetAfterScript());
    statements.add(sql.appliedChecksum(script));
    try {
      boolean applied =
          !Pipeline.ask(work, statements).orThrow().before().getLast().rows().isEmpty();
      return applied != script.isUndo();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// Records a failed attempt, durably. When even that fails, the next run closes the attempt.
  void recordFailure(PgConnection work, ScriptMessages messages, Attempt attempt, Failure failure) {
    var statements = new ArrayList<>(target.session().resetAfterScript());
    statements.addAll(
        List.of(messages.ownSession(), "BEGIN", sql.failAttempt(attempt.id(), failure)));
    if (!attempt.script().isUndo()) {
      // What could not be undone is still applied.
      statements.add(sql.failHistory(attempt.script(), failure));
    }
    statements.add("COMMIT");
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
        Failure.ofServer(
            kind,
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
