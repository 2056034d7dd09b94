package dev.lockstep.engine.postgres.history;

import dev.lockstep.engine.RunSettings;
import dev.lockstep.engine.adoption.AdoptedHistory;
import dev.lockstep.engine.catalog.Drift;
import dev.lockstep.engine.history.History;
import dev.lockstep.engine.history.HistoryRecord;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.catalog.CatalogRecord;
import dev.lockstep.engine.postgres.session.LockKeys;
import dev.lockstep.engine.postgres.session.LockSession;
import dev.lockstep.engine.postgres.session.LockWait;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.session.PipelineResult;
import dev.lockstep.engine.postgres.session.PostgresTarget;
import dev.lockstep.engine.postgres.session.Reply;
import dev.lockstep.engine.postgres.session.Row;
import dev.lockstep.engine.postgres.session.SessionDefaults;
import dev.lockstep.engine.postgres.session.SessionOptions;
import dev.lockstep.engine.postgres.session.SqlFailures;
import dev.lockstep.engine.postgres.session.TrustedSearchPath;
import dev.lockstep.engine.postgres.session.WorkConnection;
import dev.lockstep.engine.script.Script;
import dev.lockstep.schema.EngineException;
import dev.lockstep.schema.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Reads and writes the history over a connection of the caller, in as few round trips as possible.
public final class HistoryStore {
  private final RunSettings settings;
  private final HistorySql sql;
  private final LockKeys keys;
  private final PostgresTarget target;

  public HistoryStore(RunSettings settings, HistorySql sql, LockKeys keys, PostgresTarget target) {
    this.settings = settings;
    this.target = target;
    this.sql = sql;
    this.keys = keys;
  }

  /// Reads the history without taking the run's locks.
  public History read(PgConnection connection) throws SQLException {
    FoundHistory found = find(connection).checkedForReading(settings.schema());
    return found.mayChange()
        ? readLocked(connection, found.state())
        : read(connection, found.state());
  }

  private History read(PgConnection connection, HistoryState state) throws SQLException {
    return switch (state) {
      case NO_SCHEMA, NO_TABLE -> History.NONE;
      case BARE, OUTDATED, CURRENT ->
          history(Pipeline.query(connection, List.of(rows(state))).orThrow().at(0));
    };
  }

  private String rows(HistoryState state) {
    return state == HistoryState.BARE ? sql.readBare() : sql.read();
  }

  /// The owner of the table may have changed it since it was checked; after the table is locked, no
  /// change is possible.
  private History readLocked(PgConnection connection, HistoryState state) throws SQLException {
    var again =
        List.of(
            "ROLLBACK",
            "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY",
            "SELECT " + TrustedSearchPath.LOCAL);
    var statements =
        List.of(
            "LOCK TABLE %s.migration_history IN ACCESS SHARE MODE".formatted(sql.schema()),
            new HistoryGuard(settings.schema()).forReading(),
            rows(state));
    return history(looking(connection, again, statements).getLast());
  }

  /// Opens a read-only transaction for queries of the caller, and checks that reading runs no
  /// foreign code. It uses one transaction because a pooler may give the session to other clients
  /// afterwards, who must not find our settings there.
  public void look(PgConnection connection) throws SQLException {
    find(connection).checkedForReading(settings.schema());
  }

  /// The drift, see [CatalogRecord#drift], which reads all of our tables.
  public Optional<Drift> drift(PgConnection connection) throws SQLException {
    find(connection).checkedForReadingAll(settings.schema());
    return new CatalogRecord(settings.schema()).drift(connection);
  }

  private FoundHistory find(PgConnection connection) throws SQLException {
    var begin =
        List.of(
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "SELECT " + TrustedSearchPath.LOCAL);
    List<Reply> replies = looking(connection, begin, FoundHistory.queries(settings.schema()));
    return FoundHistory.of(replies, settings.schema());
  }

  private List<Reply> looking(PgConnection connection, List<String> begin, List<String> statements)
      throws SQLException {
    var role = new SessionOptions(target.session().role(), Map.of());
    List<Reply> replies = prepared(connection, begin, role, role.trialHere(), statements);
    return replies.subList(begin.size(), replies.size());
  }

  /// Records scripts that another tool has applied, durably.
  public void record(PgConnection work, SessionOptions session, AdoptedHistory adopted)
      throws SQLException {
    var statements = new ArrayList<>(session.ours());
    statements.add(SessionOptions.durable(keys));
    statements.addAll(new AdoptionSql(sql.schema(), sql.runId()).record(adopted));
    PipelineResult replies = Pipeline.execute(work, statements);
    if (replies.error() != null) {
      Pipeline.execute(work, List.of("ROLLBACK"));
      throw replies.error();
    }
  }

  /// Acquires the work lock, after which no predecessor is working anymore, and checks the session.
  public Taken takeOver(WorkConnection begun, LockSession lock) throws SQLException {
    PgConnection work = begun.connection();
    SessionOptions session = target.session().orRole(begun.role());
    var statements = new ArrayList<String>();
    statements.add("SELECT pg_catalog.pg_try_advisory_lock(%d)".formatted(keys.work()));
    statements.add(Preflight.query(settings.schema(), lock.process()));
    statements.addAll(FoundHistory.queries(settings.schema()));
    LockWait wait = lock.waitFor(keys.work());
    var begin = List.of(SessionDefaults.query(session.role()));
    List<Reply> replies = prepared(work, begin, session, session.trial(), statements);
    SessionDefaults defaults =
        SessionDefaults.of(replies.getFirst(), target.user(), session, settings);
    while (!replies.get(1).isTrue()) {
      wait.pause();
      replies = prepared(work, begin, session, session.trial(), statements);
    }
    FoundHistory history =
        FoundHistory.of(replies.subList(3, replies.size()), settings.schema())
            .checkedForRun(settings.schema());
    Preflight.of(replies.get(2)).check(history.state(), settings.schema());
    return new Taken(history, session, defaults);
  }

  /// A session that holds the work lock, and the state of its database.
  ///
  /// @param session the session's role and settings, with the default role of the login
  public record Taken(FoundHistory found, SessionOptions session, SessionDefaults defaults) {}

  /// Runs queries in a session after setting the user's role and settings, in the same round trip.
  ///
  /// @param begin statements that run first
  /// @param trial statements that set the role and the settings
  /// @return the replies without those to `trial`
  private List<Reply> prepared(
      PgConnection connection,
      List<String> begin,
      SessionOptions options,
      List<String> trial,
      List<String> statements)
      throws SQLException {
    var all = new ArrayList<>(begin);
    all.addAll(trial);
    all.addAll(statements);
    PipelineResult replies = Pipeline.query(connection, all);
    SQLException error = replies.error();
    int tried = replies.before().size() - begin.size();
    if (error != null
        && tried >= 0
        && tried < trial.size()
        && !SqlFailures.isConnectionLost(error)) {
      throw options.refusal(tried, target, error);
    }
    var answers = new ArrayList<>(replies.orThrow().before());
    answers.subList(begin.size(), begin.size() + trial.size()).clear();
    return answers;
  }

  /// The recorded state of a database at the start of a run.
  ///
  /// @param journals the journals of incomplete scripts, by [JournalState#key]
  /// @param priorTables the reply to [PriorTable#query]; no rows if anything is recorded
  public record Recorded(History history, Map<String, JournalState> journals, Reply priorTables) {
    public Recorded with(History now) {
      return new Recorded(now, journals, priorTables);
    }
  }

  /// The recorded history, for callers that only read.
  public Recorded recorded(PgConnection work, FoundHistory found) throws SQLException {
    Reply priorTables =
        Pipeline.query(work, List.of(PriorTable.query(settings.schema()))).orThrow().at(0);
    return new Recorded(read(work, found.state()), Map.of(), priorTables);
  }

  /// Closes the attempts of dead runs, and reads the history.
  public Recorded closeDeadAttempts(PgConnection work) throws SQLException {
    var journals = new JournalSql(sql.schema(), keys);
    PipelineResult replies =
        Pipeline.query(
                work,
                List.of(
                    sql.closeDeadAttempts(),
                    sql.read(),
                    journals.open(),
                    PriorTable.queryUnlessRecorded(
                        settings.schema(), sql.schema() + ".migration_history")))
            .orThrow();
    return new Recorded(history(replies.at(1)), JournalSql.states(replies.at(2)), replies.at(3));
  }

  /// The undo SQL of applied scripts, by script name.
  public Map<String, String> undoTexts(PgConnection work) throws SQLException {
    var undo = new UndoSql(sql.schema(), sql.runId());
    return UndoSql.texts(Pipeline.query(work, List.of(undo.read())).orThrow().at(0));
  }

  /// Makes all earlier commits durable and reads the history.
  ///
  /// @param last further statements, whose errors are ignored
  public History settle(PgConnection work, SessionOptions session, List<String> last)
      throws SQLException {
    var statements = new ArrayList<>(session.ours());
    statements.addAll(List.of(SessionOptions.durable(keys), HistorySql.flush(), sql.read()));
    int history = statements.size() - 1;
    statements.addAll(last);
    PipelineResult replies = Pipeline.query(work, statements);
    if (replies.before().size() <= history) {
      replies.orThrow();
    }
    return history(replies.at(history));
  }

  /// Whether the history records the script as applied, or an undo as undone.
  public boolean isDone(PgConnection work, SessionOptions session, Script script) {
    var statements = new ArrayList<>(session.ours());
    statements.add(sql.appliedChecksum(script));
    try {
      boolean applied =
          !Pipeline.query(work, statements).orThrow().before().getLast().rows().isEmpty();
      return applied != script.isUndo();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// Whether an attempt has succeeded. A script that is done may be the work of another run.
  public boolean isSuccess(PgConnection work, UUID attempt) {
    try {
      return !Pipeline.query(work, List.of(sql.success(attempt))).orThrow().at(0).rows().isEmpty();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /// Records failed attempts.
  public FailureRecord failureRecord() {
    return new FailureRecord(sql, keys);
  }

  /// The error messages for Lockstep's own statements.
  public HistoryFailure failures() {
    return new HistoryFailure(settings.schema());
  }

  public EngineException failure(SQLException error) {
    return failures().of(error);
  }

  private static History history(Reply reply) {
    var records = new ArrayList<HistoryRecord>();
    for (List<@Nullable String> row : reply.rows()) {
      try {
        records.add(HistorySql.record(new Row(row)));
      } catch (IllegalArgumentException e) {
        throw new EngineException(
            FailureKind.HISTORY_UNUSABLE,
            "cannot read row %s of migration_history: %s".formatted(row.getFirst(), e.getMessage()),
            "Correct the row manually");
      }
    }
    return new History(records);
  }
}
