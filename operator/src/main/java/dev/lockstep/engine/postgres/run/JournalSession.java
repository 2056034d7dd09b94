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

/// The session of a journaled attempt: what its steps send, and what they note. Each part answers
/// with how it ended; after an error, what was open is rolled back.
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

  /// Sends in as few round trips as can be.
  AttemptOutcome send(List<WireStatement> all) {
    return transport.settled(transport.send(all));
  }

  AttemptOutcome send(WireStatement message) {
    return send(List.of(message));
  }

  /// Sends each when the one before it is answered, up to the first that has an error.
  AttemptOutcome sendEach(List<WireStatement> all) {
    AttemptOutcome outcome = new Committed();
    for (WireStatement message : all) {
      outcome = outcome.then(() -> send(message));
    }
    return outcome;
  }

  /// Runs statements in one transaction of ours, with a journal entry that commits with them. BEGIN
  /// goes first and alone: were it cancelled in a pipeline, the rest would run without it.
  ///
  /// @param finished how many statements of the script are done then
  AttemptOutcome sendTogether(List<SqlStatement> statements, int finished) {
    JournalState state = journal().finishing(finished);
    return send(WireStatement.ours(Part.JOURNAL, "BEGIN"))
        .then(() -> send(together(statements, state)))
        .then(() -> noted(state));
  }

  private List<WireStatement> together(List<SqlStatement> statements, JournalState state) {
    var all = new ArrayList<>(bodies(statements));
    // Deferred errors are to surface here, under the settings and the role of the script.
    all.add(WireStatement.effect("SET CONSTRAINTS ALL IMMEDIATE", statements.getLast()));
    all.addAll(messages.noteInside(attempt, state));
    all.add(WireStatement.ours(Part.JOURNAL, "COMMIT"));
    return all;
  }

  /// Commits a transaction of the script's, with a journal entry in it where it may write.
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

  /// Notes a state by itself, durably.
  AttemptOutcome note(JournalState state) {
    return send(messages.note(attempt, state)).then(() -> noted(state));
  }

  private AttemptOutcome noted(JournalState state) {
    journal().noted(state);
    return new Committed();
  }

  /// Opens the attempt's row and prepares the session.
  AttemptOutcome open() {
    return send(messages.prologue(attempt)).then(this::confirmLock);
  }

  /// Brings a new session to where that of an earlier attempt was.
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

  /// DISCARD ALL gave the session's lock up for a moment. Nobody else has had it meanwhile when the
  /// lock session is there: the journal that was read is still how things are.
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

  /// Asks for one text on behalf of a statement.
  ///
  /// @param next what follows with the text, which is absent where it is NULL or there is no row
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

  /// The end of an attempt by an error that has to do with a statement.
  AttemptOutcome refused(SQLException error, SqlStatement statement) {
    return transport.settled(new Refused(error, WireStatement.body(statement)));
  }
}
