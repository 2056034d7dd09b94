package dev.lockstep.engine.postgres.run;

import dev.lockstep.engine.journal.Journal;
import dev.lockstep.engine.journal.JournalState;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Committed;
import dev.lockstep.engine.postgres.run.AttemptOutcome.Refused;
import dev.lockstep.engine.postgres.run.WireStatement.Part;
import dev.lockstep.engine.postgres.session.Pipeline;
import dev.lockstep.engine.postgres.sql.SqlStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

/// The session of a journaled attempt: sends the statements of its steps and writes the journal.
/// Each method returns an outcome; after an error, an open transaction has been rolled back.
final class JournalSession {
  private final PgConnection connection;
  private final ScriptRun transport;
  private final ScriptPipeline messages;
  private final Attempt attempt;
  private final SessionWatch watch;

  JournalSession(Sessions sessions, ScriptRun transport, ScriptPipeline messages, Attempt attempt) {
    this.connection = sessions.work();
    this.watch = sessions.watch();
    this.transport = transport;
    this.messages = messages;
    this.attempt = attempt;
  }

  PgConnection connection() {
    return connection;
  }

  Journal journal() {
    return attempt.journal();
  }

  boolean inTransaction() {
    return connection.getTransactionState() != TransactionState.IDLE;
  }

  /// Sends statements in as few round trips as possible.
  AttemptOutcome send(List<WireStatement> all) {
    return transport.settled(transport.send(all));
  }

  AttemptOutcome send(WireStatement message) {
    return send(List.of(message));
  }

  /// Sends each statement after the result of the one before it, up to the first that fails.
  AttemptOutcome sendEach(List<WireStatement> all) {
    AttemptOutcome outcome = new Committed();
    for (WireStatement message : all) {
      outcome = outcome.then(() -> send(message));
    }
    return outcome;
  }

  /// Runs statements in one transaction of ours, with a journal entry that commits with them. BEGIN
  /// is sent first and alone: if it were canceled in a pipeline, the rest would run without it.
  ///
  /// @param finished the number of finished statements of the script after these
  AttemptOutcome sendTogether(List<SqlStatement> statements, int finished) {
    JournalState state = journal().finishing(finished);
    return send(WireStatement.ours(Part.JOURNAL, "BEGIN"))
        .then(() -> send(together(statements, state)))
        .then(() -> noted(state));
  }

  private List<WireStatement> together(List<SqlStatement> statements, JournalState state) {
    var all = new ArrayList<>(bodies(statements));
    // Deferred errors must occur here, with the settings and the role of the script.
    all.add(WireStatement.effect("SET CONSTRAINTS ALL IMMEDIATE", statements.getLast()));
    all.addAll(messages.noteInside(attempt, state));
    all.add(WireStatement.ours(Part.JOURNAL, "COMMIT"));
    return all;
  }

  /// Commits a transaction of the script, with a journal entry in it unless it is read-only.
  AttemptOutcome sendCommit(SqlStatement commit, int finished) {
    return ask(
        commit,
        "SELECT pg_catalog.current_setting('transaction_read_only')",
        readOnly ->
            readOnly.filter("on"::equals).isPresent()
                ? send(WireStatement.body(commit))
                : sendCommit(commit, journal().finishing(finished)));
  }

  private AttemptOutcome sendCommit(SqlStatement commit, JournalState state) {
    var all = new ArrayList<WireStatement>();
    all.add(WireStatement.effect("SET CONSTRAINTS ALL IMMEDIATE", commit));
    all.addAll(messages.noteInside(attempt, state));
    all.add(WireStatement.body(commit));
    return send(all).then(() -> noted(state));
  }

  /// Records a state in a transaction of its own, durably.
  AttemptOutcome note(JournalState state) {
    return send(messages.note(attempt, state)).then(() -> noted(state));
  }

  private AttemptOutcome noted(JournalState state) {
    journal().noted(state);
    return new Committed();
  }

  /// Inserts the attempt's row and prepares the session.
  AttemptOutcome open() {
    return send(messages.prologue(attempt)).then(this::confirmLock);
  }

  /// Restores the settings, role and open transaction of an earlier attempt in a new session.
  AttemptOutcome restore(SessionReplay replay) {
    return sendEach(bodies(replay.settings())).then(() -> sendEach(bodies(replay.opening())));
  }

  private static List<WireStatement> bodies(List<SqlStatement> statements) {
    return statements.stream().map(WireStatement::body).toList();
  }

  /// Prepares the session after the script has discarded it.
  AttemptOutcome prepareAgain() {
    return send(messages.sessionAgain(attempt)).then(this::confirmLock);
  }

  /// DISCARD ALL released the session's lock for a moment. If the lock session still exists, no
  /// other run has held the lock in the meantime, and the journal as read is still valid.
  private AttemptOutcome confirmLock() {
    return watch.confirm()
        ? new Committed()
        : new Refused(
            new SQLException("the session that held the run lock was lost", "57014"), null);
  }

  /// Records the script as applied.
  AttemptOutcome record() {
    return send(messages.record(attempt));
  }

  /// Runs a query for a statement and continues with its single value, which is absent if it is
  /// NULL or there is no row.
  AttemptOutcome ask(
      SqlStatement statement, String query, Function<Optional<String>, AttemptOutcome> next) {
    List<List<@Nullable String>> rows;
    try {
      rows = Pipeline.query(connection, List.of(query)).orThrow().at(0).rows();
    } catch (SQLException e) {
      return refused(e, statement);
    }
    return next.apply(
        rows.isEmpty() ? Optional.empty() : Optional.ofNullable(rows.getFirst().getFirst()));
  }

  /// Ends an attempt because of an error that concerns a statement.
  AttemptOutcome refused(SQLException error, SqlStatement statement) {
    return transport.settled(new Refused(error, WireStatement.body(statement)));
  }
}
